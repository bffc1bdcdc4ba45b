#!/bin/sh
# Installs streamctl for you, without root: below ~/.local, or below $PREFIX.
#     ./install.sh                 from the unpacked archive, or from the folder of the archives and SHA256SUMS
#     ./install.sh --uninstall     removes what it has installed, and nothing else
# Every file is compared with its SHA-256 sum first. A second run replaces an older version.
set -eu

prefix=${PREFIX:-$HOME/.local}
manifest=$prefix/share/streamctl/SHA256SUMS
folders=$prefix/share/streamctl/folders
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "install.sh: error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

# The folders that a run has made, deepest first.
remove_folders() {
  sort -r "$1" | while read -r folder; do rmdir "$folder" 2>/dev/null || true; done
}

# Removes the files of a manifest.
remove_files() {
  sed 's/^[0-9a-f]*  //' "$1" | while read -r file; do rm -f "$prefix/$file"; done
}

uninstall() {
  [ -f "$manifest" ] || fail "streamctl is not installed below $prefix" "set PREFIX to where it was installed"
  made=$(mktemp)
  cp "$folders" "$made"
  remove_files "$manifest"
  rm -f "$manifest" "$folders"
  remove_folders "$made"
  rm -f "$made"
  echo "streamctl is no longer below $prefix"
}

# Makes a folder and those above it, and notes those that were not there.
make_folder() {
  if [ -d "$1" ]; then return; fi
  make_folder "$(dirname "$1")"
  mkdir "$1"
  echo "$1" >>"$new_folders"
}

# Refuses to replace a file that no earlier run has installed.
check_place() {
  sed 's/^[0-9a-f]*  //' SHA256SUMS | while read -r file; do
    if [ -e "$prefix/$file" ] && ! grep -q "  $file\$" "$manifest" 2>/dev/null; then
      fail "$prefix/$file is not from install.sh" "move it away, or choose another PREFIX"
    fi
  done
}

install_files() {
  cd "$here"
  sha256sum --check --quiet --strict SHA256SUMS || fail "the files differ from SHA256SUMS" "get the archive again"
  check_place
  new_folders=$(mktemp)
  if [ -f "$folders" ]; then cat "$folders" >"$new_folders"; fi
  if [ -f "$manifest" ]; then remove_files "$manifest"; fi
  make_folder "$prefix/share/streamctl"
  sed 's/^[0-9a-f]*  //' SHA256SUMS | while read -r file; do
    make_folder "$(dirname "$prefix/$file")"
    cp "$file" "$prefix/$file.new" # A running streamctl keeps its own file.
    mv "$prefix/$file.new" "$prefix/$file"
  done
  cp SHA256SUMS "$manifest"
  cp "$new_folders" "$folders"
  rm -f "$new_folders"
}

# Beside the archives: checks the sum of the one for this machine, unpacks it, and goes on from there.
from_archive() {
  archive=$(sed -n "s/^[0-9a-f]*  \\(streamctl-.*-linux-$machine\\.tar\\.gz\\)$/\\1/p" "$here/SHA256SUMS" 2>/dev/null || true)
  [ -f "$here/${archive:-none}" ] || fail "no archive for linux-$machine beside install.sh" "run it where the archive and SHA256SUMS are"
  (cd "$here" && grep "  $archive\$" SHA256SUMS | sha256sum --check --quiet --strict -) ||
    fail "$archive differs from SHA256SUMS" "get it again"
  unpacked=$(mktemp -d)
  tar -xzf "$here/$archive" -C "$unpacked"
  PREFIX=$prefix sh "$unpacked"/*/install.sh
  rm -rf "$unpacked"
}

case "${1:-}" in
  --uninstall) uninstall; exit ;;
  '') ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
# Of ELF, byte 18 is the machine.
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) machine=x64 elf=62 ;;
  Linux-aarch64 | Linux-arm64) machine=arm64 elf=183 ;;
  *) fail "this is $(uname -s) on $(uname -m); the program is for Linux on x86_64 and aarch64" "build it from source" ;;
esac
if [ ! -f "$here/bin/streamctl" ]; then
  from_archive
  exit
fi
[ "$(od -An -j18 -N1 -tu1 "$here/bin/streamctl" | tr -d ' ')" = "$elf" ] ||
  fail "this archive is not for $(uname -m)" "get the one for linux-$machine"
install_files
"$prefix/bin/streamctl" --version >/dev/null || fail "the program does not run here" "it needs glibc 2.36 or newer: Debian 12, Ubuntu 24.04, Fedora 37"
echo "$("$prefix/bin/streamctl" --version) is below $prefix"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) echo "Add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo "For zsh, before compinit in ~/.zshrc: fpath=($prefix/share/zsh/site-functions \$fpath)"
