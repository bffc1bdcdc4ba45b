#!/usr/bin/env node
// Runs the program of the package for this platform, as if it had been called itself: the same arguments, streams, signals and exit code.
'use strict';
const {spawn} = require('node:child_process');
const {readFileSync} = require('node:fs');
const os = require('node:os');

const platform = `${process.platform}-${process.arch}`;
const supported = Object.keys(require('./package.json').optionalDependencies).map((name) => name.split('/')[1]);

function fail(why, hint) {
  console.error(`streamctl: error: cannot run: ${why}`);
  console.error(`hint: ${hint}`);
  process.exit(1);
}

function program() {
  try {
    return require.resolve(`@streamctl/${platform}/bin/streamctl`);
  } catch {
    if (supported.includes(platform))
      fail(`the package @streamctl/${platform} is not installed`, 'install streamctl again with optional dependencies: npm install --include=optional');
    fail(`there is no program for ${platform}, only for ${supported.join(', ')}`, 'use a container of one of these, or build streamctl from source');
  }
}

// Ctrl-C reaches every process in the foreground of the terminal, so the program has it already; a second one would end it at once.
function isInForeground() {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').replace(/^.*\) /, '').split(' ');
    return fields[2] === fields[5]; // The process group, and the one in the foreground.
  } catch {
    return false;
  }
}

const child = spawn(program(), process.argv.slice(2), {stdio: 'inherit'});
child.on('error', (error) => fail(error.message, 'it needs Linux with glibc 2.36 or newer: Debian 12, Ubuntu 24.04, Fedora 37; not Alpine'));
for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => isInForeground() || child.kill(signal));
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(128 + os.constants.signals[signal]), 100); // Node ignores some, such as SIGPIPE.
});
