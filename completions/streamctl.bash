# bash completion for streamctl. Made from the command tree; do not edit.

_streamctl_words() { COMPREPLY+=($(compgen -W "$1" -- "$cur")); }
_streamctl_ask() { _streamctl_words "$("${COMP_WORDS[0]}" __complete "$1" 2>/dev/null)"; }
_streamctl_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); }
_streamctl_directories() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$cur")); }

_streamctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=streamctl i
  local IFS=$' \t\n'
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${COMP_WORDS[i]}" in
      'streamctl listen') command='streamctl listen' ;;
      'streamctl watch') command='streamctl watch' ;;
      'streamctl send-event') command='streamctl send-event' ;;
      'streamctl forge') command='streamctl forge' ;;
      'streamctl replay') command='streamctl replay' ;;
      'streamctl check') command='streamctl check' ;;
      'streamctl events') command='streamctl events' ;;
      'streamctl events show') command='streamctl events show' ;;
      'streamctl events example') command='streamctl events example' ;;
      'streamctl inspect') command='streamctl inspect' ;;
      'streamctl sign') command='streamctl sign' ;;
      'streamctl verify') command='streamctl verify' ;;
      'streamctl token') command='streamctl token' ;;
      'streamctl token inspect') command='streamctl token inspect' ;;
      'streamctl hooks') command='streamctl hooks' ;;
      'streamctl hooks add') command='streamctl hooks add' ;;
      'streamctl hooks remove') command='streamctl hooks remove' ;;
      'streamctl hooks check') command='streamctl hooks check' ;;
      'streamctl doctor') command='streamctl doctor' ;;
      'streamctl emulator') command='streamctl emulator' ;;
      'streamctl emulator push') command='streamctl emulator push' ;;
      'streamctl emulator drop') command='streamctl emulator drop' ;;
      'streamctl emulator silence') command='streamctl emulator silence' ;;
      'streamctl emulator fail') command='streamctl emulator fail' ;;
      'streamctl emulator expire-tokens') command='streamctl emulator expire-tokens' ;;
      'streamctl emulator reset') command='streamctl emulator reset' ;;
      'streamctl emulator state') command='streamctl emulator state' ;;
      'streamctl emulator log') command='streamctl emulator log' ;;
      'streamctl completion') command='streamctl completion' ;;
    esac
  done
  case "$command $prev" in
    'streamctl listen --host') :; return ;;
    'streamctl listen --port') :; return ;;
    'streamctl listen --path') :; return ;;
    'streamctl listen --tls-cert') _streamctl_files; return ;;
    'streamctl listen --tls-key') _streamctl_files; return ;;
    'streamctl listen --max-body') :; return ;;
    'streamctl listen --record') _streamctl_files; return ;;
    'streamctl listen --forward-to') :; return ;;
    'streamctl listen --attempt-timeout') :; return ;;
    'streamctl listen --respond') :; return ;;
    'streamctl listen -H'|'streamctl listen --header') :; return ;;
    'streamctl listen --ca-cert') _streamctl_files; return ;;
    'streamctl listen --sqs-queue-url') :; return ;;
    'streamctl listen --aws-region') :; return ;;
    'streamctl listen --sqs-receivers') :; return ;;
    'streamctl listen --sns-topic') :; return ;;
    'streamctl listen --type') _streamctl_ask types; return ;;
    'streamctl listen --call') :; return ;;
    'streamctl listen --filter') :; return ;;
    'streamctl listen --filter-timeout') :; return ;;
    'streamctl listen --expect') _streamctl_ask types; return ;;
    'streamctl listen --match') :; return ;;
    'streamctl listen --forbid') _streamctl_ask types; return ;;
    'streamctl listen --count') :; return ;;
    'streamctl listen --for') :; return ;;
    'streamctl listen --timeout') :; return ;;
    'streamctl listen --junit') _streamctl_files; return ;;
    'streamctl listen --max-lines') :; return ;;
    'streamctl watch --user-id') :; return ;;
    'streamctl watch --query') :; return ;;
    'streamctl watch --token') _streamctl_files; return ;;
    'streamctl watch --record') _streamctl_files; return ;;
    'streamctl watch --forward-to') :; return ;;
    'streamctl watch -H'|'streamctl watch --header') :; return ;;
    'streamctl watch --ca-cert') _streamctl_files; return ;;
    'streamctl watch --attempt-timeout') :; return ;;
    'streamctl watch --total-timeout') :; return ;;
    'streamctl watch --retry-delay') :; return ;;
    'streamctl watch --type') _streamctl_ask types; return ;;
    'streamctl watch --call') :; return ;;
    'streamctl watch --filter') :; return ;;
    'streamctl watch --filter-timeout') :; return ;;
    'streamctl watch --expect') _streamctl_ask types; return ;;
    'streamctl watch --match') :; return ;;
    'streamctl watch --forbid') _streamctl_ask types; return ;;
    'streamctl watch --count') :; return ;;
    'streamctl watch --for') :; return ;;
    'streamctl watch --timeout') :; return ;;
    'streamctl watch --junit') _streamctl_files; return ;;
    'streamctl watch --max-lines') :; return ;;
    'streamctl send-event --user-id') :; return ;;
    'streamctl send-event --custom') :; return ;;
    'streamctl send-event --data') :; return ;;
    'streamctl send-event --rate') :; return ;;
    'streamctl send-event --concurrency') :; return ;;
    'streamctl forge --scenario') _streamctl_files; _streamctl_ask scenarios; return ;;
    'streamctl forge --speed') :; return ;;
    'streamctl forge --set') :; return ;;
    'streamctl forge --data') :; return ;;
    'streamctl forge --call') :; return ;;
    'streamctl forge --user-id') :; return ;;
    'streamctl forge --unset') :; return ;;
    'streamctl forge --timestamps') _streamctl_words 'rfc3339 ns'; return ;;
    'streamctl forge --signature') _streamctl_words 'valid missing wrong tampered'; return ;;
    'streamctl forge --seed') :; return ;;
    'streamctl forge --count') :; return ;;
    'streamctl forge --rate') :; return ;;
    'streamctl forge --concurrency') :; return ;;
    'streamctl forge --to') :; return ;;
    'streamctl forge -H'|'streamctl forge --header') :; return ;;
    'streamctl forge --ca-cert') _streamctl_files; return ;;
    'streamctl forge --sqs-queue-url') :; return ;;
    'streamctl forge --aws-region') :; return ;;
    'streamctl forge --attempt-timeout') :; return ;;
    'streamctl forge --total-timeout') :; return ;;
    'streamctl forge --retry-delay') :; return ;;
    'streamctl forge -o'|'streamctl forge --output') _streamctl_words 'pretty json curl'; return ;;
    'streamctl replay --last') :; return ;;
    'streamctl replay --id') :; return ;;
    'streamctl replay --type') _streamctl_ask types; return ;;
    'streamctl replay --call') :; return ;;
    'streamctl replay --filter') :; return ;;
    'streamctl replay --filter-timeout') :; return ;;
    'streamctl replay --skip') :; return ;;
    'streamctl replay --limit') :; return ;;
    'streamctl replay --set') :; return ;;
    'streamctl replay --data') :; return ;;
    'streamctl replay --unset') :; return ;;
    'streamctl replay --speed') :; return ;;
    'streamctl replay --rate') :; return ;;
    'streamctl replay --concurrency') :; return ;;
    'streamctl replay --to') :; return ;;
    'streamctl replay -H'|'streamctl replay --header') :; return ;;
    'streamctl replay --ca-cert') _streamctl_files; return ;;
    'streamctl replay --attempt-timeout') :; return ;;
    'streamctl replay --total-timeout') :; return ;;
    'streamctl replay --retry-delay') :; return ;;
    'streamctl replay --failed') _streamctl_files; return ;;
    'streamctl replay -o'|'streamctl replay --output') _streamctl_words 'pretty json curl'; return ;;
    'streamctl replay --duplicate') :; return ;;
    'streamctl replay --shuffle') :; return ;;
    'streamctl replay --seed') :; return ;;
    'streamctl check --only') :; return ;;
    'streamctl check --skip') :; return ;;
    'streamctl check --junit') _streamctl_files; return ;;
    'streamctl check --attempt-timeout') :; return ;;
    'streamctl check --set') :; return ;;
    'streamctl check --data') :; return ;;
    'streamctl check --call') :; return ;;
    'streamctl check --user-id') :; return ;;
    'streamctl check -H'|'streamctl check --header') :; return ;;
    'streamctl check --ca-cert') _streamctl_files; return ;;
    'streamctl check -o'|'streamctl check --output') _streamctl_words 'pretty json tap'; return ;;
    'streamctl events --group') :; return ;;
    'streamctl events show --depth') :; return ;;
    'streamctl events example --set') :; return ;;
    'streamctl events example --data') :; return ;;
    'streamctl events example --call') :; return ;;
    'streamctl events example --user-id') :; return ;;
    'streamctl events example --timestamps') _streamctl_words 'rfc3339 ns'; return ;;
    'streamctl events example --seed') :; return ;;
    'streamctl verify --signature') :; return ;;
    'streamctl token --user-id') :; return ;;
    'streamctl token --expires-in') :; return ;;
    'streamctl token --call') :; return ;;
    'streamctl token --role') :; return ;;
    'streamctl hooks add --types') :; return ;;
    'streamctl emulator --host') :; return ;;
    'streamctl emulator --port') :; return ;;
    'streamctl emulator --webhook-url') :; return ;;
    'streamctl emulator --sqs-queue-url') :; return ;;
    'streamctl emulator --seed-file') _streamctl_files; return ;;
    'streamctl emulator -H'|'streamctl emulator --header') :; return ;;
    'streamctl emulator --ca-cert') _streamctl_files; return ;;
    'streamctl emulator --attempt-timeout') :; return ;;
    'streamctl emulator --total-timeout') :; return ;;
    'streamctl emulator --retry-delay') :; return ;;
    'streamctl emulator push --at') :; return ;;
    'streamctl emulator push --set') :; return ;;
    'streamctl emulator push --data') :; return ;;
    'streamctl emulator push --call') :; return ;;
    'streamctl emulator push --user-id') :; return ;;
    'streamctl emulator drop --at') :; return ;;
    'streamctl emulator drop --code') :; return ;;
    'streamctl emulator drop --user-id') :; return ;;
    'streamctl emulator silence --at') :; return ;;
    'streamctl emulator silence --user-id') :; return ;;
    'streamctl emulator fail --at') :; return ;;
    'streamctl emulator fail --status') :; return ;;
    'streamctl emulator expire-tokens --at') :; return ;;
    'streamctl emulator reset --at') :; return ;;
    'streamctl emulator state --at') :; return ;;
    'streamctl emulator log --at') :; return ;;
    *' -o'|*' --output') _streamctl_words 'pretty json'; return ;;
    *' --color') _streamctl_words 'auto always never'; return ;;
    *' --api-key') :; return ;;
    *' --api-secret-file') _streamctl_files; return ;;
    *' --base-url') :; return ;;
    *' --profile') _streamctl_ask profiles; return ;;
    *' --config') _streamctl_files; return ;;
    *' --timeout-connect') :; return ;;
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
      'streamctl') _streamctl_words '-h --help --version -o --output --color -q --quiet -v --verbose --api-key --api-secret-file --base-url --profile --config --timeout-connect' ;;
      'streamctl listen') _streamctl_words '--host --port --path --tls-cert --tls-key --max-body --no-verify --record --fsync --no-history --forward-to --attempt-timeout --show-response --respond -H --header --ca-cert --insecure --sqs-queue-url --aws-region --sqs-receivers --sns-topic --sns-confirm --type --call --filter --filter-timeout --dedupe --expect --match --in-order --forbid --count --for --timeout --junit --compact --max-lines' ;;
      'streamctl watch') _streamctl_words '--user-id --create --query --token --record --fsync --forward-to -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry --type --call --filter --filter-timeout --expect --match --in-order --forbid --count --for --timeout --junit --compact --max-lines' ;;
      'streamctl send-event') _streamctl_words '--user-id --custom --data --lines --rate --concurrency --as-user' ;;
      'streamctl forge') _streamctl_words '--scenario --speed --set --data --call --user-id --unset --timestamps --signature --gzip --seed --count --list-scenarios --rate --concurrency --to -H --header --ca-cert --insecure --sqs-queue-url --aws-region --attempt-timeout --total-timeout --retry-delay --no-retry --print --show-response -o --output' ;;
      'streamctl replay') _streamctl_words '--last --id --type --call --filter --filter-timeout --skip --limit --set --data --unset --edit --speed --rate --concurrency --to -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry --keep-ids --verbatim --failed --skip-malformed --print --show-response -o --output --duplicate --shuffle --seed' ;;
      'streamctl check') _streamctl_words '--list --only --skip --junit --attempt-timeout --set --data --call --user-id -H --header --ca-cert --insecure -o --output' ;;
      'streamctl events') _streamctl_words '--group' ;;
      'streamctl events show') _streamctl_words '--depth' ;;
      'streamctl events example') _streamctl_words '--set --data --call --user-id --timestamps --seed' ;;
      'streamctl inspect') _streamctl_words '' ;;
      'streamctl sign') _streamctl_words '' ;;
      'streamctl verify') _streamctl_words '--signature' ;;
      'streamctl token') _streamctl_words '--user-id --server --expires-in --call --role' ;;
      'streamctl token inspect') _streamctl_words '' ;;
      'streamctl hooks') _streamctl_words '' ;;
      'streamctl hooks add') _streamctl_words '--types' ;;
      'streamctl hooks remove') _streamctl_words '' ;;
      'streamctl hooks check') _streamctl_words '' ;;
      'streamctl doctor') _streamctl_words '' ;;
      'streamctl emulator') _streamctl_words '--host --port --webhook-url --sqs-queue-url --hooks-anywhere --gzip --seed-file -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry' ;;
      'streamctl emulator push') _streamctl_words '--at --set --data --call --user-id' ;;
      'streamctl emulator drop') _streamctl_words '--at --code --user-id' ;;
      'streamctl emulator silence') _streamctl_words '--at --user-id' ;;
      'streamctl emulator fail') _streamctl_words '--at --status' ;;
      'streamctl emulator expire-tokens') _streamctl_words '--at' ;;
      'streamctl emulator reset') _streamctl_words '--at' ;;
      'streamctl emulator state') _streamctl_words '--at' ;;
      'streamctl emulator log') _streamctl_words '--at' ;;
      'streamctl completion') _streamctl_words '' ;;
    esac
    [[ $command == streamctl ]] || _streamctl_words '-h --help -o --output --color -q --quiet -v --verbose --api-key --api-secret-file --base-url --profile --config --timeout-connect'
    return
  fi
  case "$command" in
    'streamctl') _streamctl_words 'listen watch send-event forge replay check events inspect sign verify token hooks doctor emulator completion'; return ;;
    'streamctl listen') :; return ;;
    'streamctl watch') :; return ;;
    'streamctl send-event') :; return ;;
    'streamctl forge') _streamctl_ask types; return ;;
    'streamctl replay') _streamctl_files; return ;;
    'streamctl check') :; return ;;
    'streamctl events') _streamctl_words 'show example'; :; return ;;
    'streamctl events show') _streamctl_ask types; return ;;
    'streamctl events example') _streamctl_ask types; return ;;
    'streamctl inspect') _streamctl_files; return ;;
    'streamctl sign') _streamctl_files; return ;;
    'streamctl verify') _streamctl_files; return ;;
    'streamctl token') _streamctl_words 'inspect'; return ;;
    'streamctl token inspect') :; return ;;
    'streamctl hooks') _streamctl_words 'add remove check'; return ;;
    'streamctl hooks add') :; return ;;
    'streamctl hooks remove') :; return ;;
    'streamctl emulator') _streamctl_words 'push drop silence fail expire-tokens reset state log'; :; return ;;
    'streamctl emulator push') _streamctl_ask types; return ;;
    'streamctl emulator fail') :; return ;;
    'streamctl completion') _streamctl_words 'bash zsh fish'; return ;;
  esac
}

complete -F _streamctl streamctl
