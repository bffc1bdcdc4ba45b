# bash completion for streamctl. Made from the command tree; do not edit.

_streamctl_words() { COMPREPLY+=($(compgen -W "$1" -- "$cur")); }
_streamctl_ask() { _streamctl_words "$("${COMP_WORDS[0]}" __complete "$1" "$cur" 2>/dev/null)"; }
_streamctl_list() {
  local done=${cur%"${cur##*,}"} word
  for word in $("${COMP_WORDS[0]}" __complete "$1" "$cur" 2>/dev/null); do _streamctl_words "$done$word"; done
}
_streamctl_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); }
_streamctl_directories() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$cur")); }

_streamctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=streamctl i
  local IFS=$' \t\n'
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD-2]}
  fi
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
      'streamctl hooks update') command='streamctl hooks update' ;;
      'streamctl hooks enable') command='streamctl hooks enable' ;;
      'streamctl hooks disable') command='streamctl hooks disable' ;;
      'streamctl hooks remove') command='streamctl hooks remove' ;;
      'streamctl hooks check') command='streamctl hooks check' ;;
      'streamctl api') command='streamctl api' ;;
      'streamctl call') command='streamctl call' ;;
      'streamctl call create') command='streamctl call create' ;;
      'streamctl call get') command='streamctl call get' ;;
      'streamctl call end') command='streamctl call end' ;;
      'streamctl call members') command='streamctl call members' ;;
      'streamctl user') command='streamctl user' ;;
      'streamctl user create') command='streamctl user create' ;;
      'streamctl user get') command='streamctl user get' ;;
      'streamctl config') command='streamctl config' ;;
      'streamctl config set') command='streamctl config set' ;;
      'streamctl config list') command='streamctl config list' ;;
      'streamctl config use') command='streamctl config use' ;;
      'streamctl config path') command='streamctl config path' ;;
      'streamctl doctor') command='streamctl doctor' ;;
      'streamctl completion') command='streamctl completion' ;;
      'streamctl version') command='streamctl version' ;;
      'streamctl emulator') command='streamctl emulator' ;;
      'streamctl emulator push') command='streamctl emulator push' ;;
      'streamctl emulator drop') command='streamctl emulator drop' ;;
      'streamctl emulator silence') command='streamctl emulator silence' ;;
      'streamctl emulator fail') command='streamctl emulator fail' ;;
      'streamctl emulator expire-tokens') command='streamctl emulator expire-tokens' ;;
      'streamctl emulator reset') command='streamctl emulator reset' ;;
      'streamctl emulator state') command='streamctl emulator state' ;;
      'streamctl emulator log') command='streamctl emulator log' ;;
      'streamctl init') command='streamctl init' ;;
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
    'streamctl listen --respond') _streamctl_list steps; return ;;
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
    'streamctl forge --require') :; return ;;
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
    'streamctl replay --require') :; return ;;
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
    'streamctl check --only') _streamctl_ask checks; return ;;
    'streamctl check --skip') _streamctl_ask checks; return ;;
    'streamctl check --junit') _streamctl_files; return ;;
    'streamctl check --attempt-timeout') :; return ;;
    'streamctl check --set') :; return ;;
    'streamctl check --data') :; return ;;
    'streamctl check --call') :; return ;;
    'streamctl check --user-id') :; return ;;
    'streamctl check -H'|'streamctl check --header') :; return ;;
    'streamctl check --ca-cert') _streamctl_files; return ;;
    'streamctl check -o'|'streamctl check --output') _streamctl_words 'pretty json tap'; return ;;
    'streamctl events --group') _streamctl_ask groups; return ;;
    'streamctl events show --depth') :; return ;;
    'streamctl events example --set') :; return ;;
    'streamctl events example --data') :; return ;;
    'streamctl events example --call') :; return ;;
    'streamctl events example --user-id') :; return ;;
    'streamctl events example --timestamps') _streamctl_words 'rfc3339 ns'; return ;;
    'streamctl events example --seed') :; return ;;
    'streamctl verify --signature') :; return ;;
    'streamctl verify --got') :; return ;;
    'streamctl verify --capture') _streamctl_files; return ;;
    'streamctl verify --id') :; return ;;
    'streamctl token --user-id') :; return ;;
    'streamctl token --expires-in') :; return ;;
    'streamctl token --call') :; return ;;
    'streamctl token --role') :; return ;;
    'streamctl hooks add --sqs') :; return ;;
    'streamctl hooks add --sns') :; return ;;
    'streamctl hooks add --region') :; return ;;
    'streamctl hooks add --role-arn') :; return ;;
    'streamctl hooks add --types') :; return ;;
    'streamctl hooks update --url') :; return ;;
    'streamctl hooks update --sqs') :; return ;;
    'streamctl hooks update --sns') :; return ;;
    'streamctl hooks update --region') :; return ;;
    'streamctl hooks update --role-arn') :; return ;;
    'streamctl hooks update --types') :; return ;;
    'streamctl api -d'|'streamctl api --data') :; return ;;
    'streamctl api -f'|'streamctl api --field') :; return ;;
    'streamctl api -q'|'streamctl api --query') :; return ;;
    'streamctl api -X'|'streamctl api --method') _streamctl_words 'GET POST PUT PATCH DELETE'; return ;;
    'streamctl api --as-user') :; return ;;
    'streamctl api --jq') :; return ;;
    'streamctl api --print') :; return ;;
    'streamctl call create --user-id'|'streamctl call create --created-by') :; return ;;
    'streamctl call create --member') :; return ;;
    'streamctl call create --custom') :; return ;;
    'streamctl call create --data') :; return ;;
    'streamctl call create --starts-at') _streamctl_words 'TIME DURATION'; return ;;
    'streamctl call create --team') :; return ;;
    'streamctl user create --name') :; return ;;
    'streamctl user create --role') :; return ;;
    'streamctl user create --image') :; return ;;
    'streamctl user create --custom') :; return ;;
    'streamctl user create --data') :; return ;;
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
    'streamctl init --dir') _streamctl_directories; return ;;
    *' -o'|*' --output') _streamctl_words 'pretty json'; return ;;
    *' --color') _streamctl_words 'auto always never'; return ;;
    *' --api-key') :; return ;;
    *' --api-secret-file') _streamctl_files; return ;;
    *' --base-url') :; return ;;
    *' --profile') _streamctl_ask profiles; return ;;
    *' --config') _streamctl_files; return ;;
    *' --env-file') _streamctl_files; return ;;
    *' --timeout-connect') :; return ;;
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
      'streamctl') _streamctl_words '-h --help -V --version -o --output --color -q --quiet -v --verbose --api-key --api-secret-file --base-url --profile --config --env-file --timeout-connect' ;;
      'streamctl listen') _streamctl_words '--host --port --path --tls-cert --tls-key --max-body --no-verify --record --fsync --no-history --forward-to --attempt-timeout --show-response --respond -H --header --ca-cert --insecure --sqs-queue-url --aws-region --sqs-receivers --sns-topic --sns-confirm --type --call --filter --filter-timeout --dedupe --expect --match --in-order --forbid --count --for --timeout --junit --compact --full --max-lines' ;;
      'streamctl watch') _streamctl_words '--user-id --create --query --token --record --fsync --forward-to -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry --type --call --filter --filter-timeout --expect --match --in-order --forbid --count --for --timeout --junit --compact --full --max-lines' ;;
      'streamctl send-event') _streamctl_words '--user-id --custom --data --lines --rate --concurrency --as-user --create' ;;
      'streamctl forge') _streamctl_words '--scenario --speed --set --data --call --user-id --unset --timestamps --signature --gzip --seed --count --list-scenarios --rate --concurrency --require --to -H --header --ca-cert --insecure --sqs-queue-url --aws-region --attempt-timeout --total-timeout --retry-delay --no-retry --print --show-response -o --output' ;;
      'streamctl replay') _streamctl_words '--last --id --type --call --filter --filter-timeout --skip --limit --set --data --unset --edit --speed --rate --concurrency --require --to -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry --keep-ids --verbatim --failed --skip-malformed --print --show-response -o --output --duplicate --shuffle --seed' ;;
      'streamctl check') _streamctl_words '--list --only --skip --keep-going --junit --attempt-timeout --set --data --call --user-id -H --header --ca-cert --insecure -o --output' ;;
      'streamctl events') _streamctl_words '--group' ;;
      'streamctl events show') _streamctl_words '--depth' ;;
      'streamctl events example') _streamctl_words '--set --data --call --user-id --timestamps --seed' ;;
      'streamctl inspect') _streamctl_words '' ;;
      'streamctl sign') _streamctl_words '' ;;
      'streamctl verify') _streamctl_words '--signature --explain --got --capture --id' ;;
      'streamctl token') _streamctl_words '--user-id --server --expires-in --call --role' ;;
      'streamctl token inspect') _streamctl_words '' ;;
      'streamctl hooks') _streamctl_words '' ;;
      'streamctl hooks add') _streamctl_words '--sqs --sns --region --role-arn --types --force --dry-run' ;;
      'streamctl hooks update') _streamctl_words '--url --sqs --sns --region --role-arn --types --force --all-types --dry-run' ;;
      'streamctl hooks enable') _streamctl_words '--dry-run' ;;
      'streamctl hooks disable') _streamctl_words '--dry-run' ;;
      'streamctl hooks remove') _streamctl_words '--dry-run' ;;
      'streamctl hooks check') _streamctl_words '' ;;
      'streamctl api') _streamctl_words '-d --data -f --field -q --query -X --method --as-user --paginate --jq -i --include --raw --print --list' ;;
      'streamctl call') _streamctl_words '' ;;
      'streamctl call create') _streamctl_words '--user-id --created-by --member --custom --data --starts-at --team --ring --notify --video' ;;
      'streamctl call get') _streamctl_words '' ;;
      'streamctl call end') _streamctl_words '' ;;
      'streamctl call members') _streamctl_words '' ;;
      'streamctl user') _streamctl_words '' ;;
      'streamctl user create') _streamctl_words '--name --role --image --custom --data' ;;
      'streamctl user get') _streamctl_words '' ;;
      'streamctl config') _streamctl_words '' ;;
      'streamctl config set') _streamctl_words '' ;;
      'streamctl config list') _streamctl_words '' ;;
      'streamctl config use') _streamctl_words '' ;;
      'streamctl config path') _streamctl_words '' ;;
      'streamctl doctor') _streamctl_words '' ;;
      'streamctl completion') _streamctl_words '' ;;
      'streamctl version') _streamctl_words '' ;;
      'streamctl emulator') _streamctl_words '--host --port --webhook-url --sqs-queue-url --hooks-anywhere --gzip --seed-file -H --header --ca-cert --insecure --attempt-timeout --total-timeout --retry-delay --no-retry' ;;
      'streamctl emulator push') _streamctl_words '--at --set --data --call --user-id' ;;
      'streamctl emulator drop') _streamctl_words '--at --code --user-id' ;;
      'streamctl emulator silence') _streamctl_words '--at --user-id' ;;
      'streamctl emulator fail') _streamctl_words '--at --status' ;;
      'streamctl emulator expire-tokens') _streamctl_words '--at' ;;
      'streamctl emulator reset') _streamctl_words '--at' ;;
      'streamctl emulator state') _streamctl_words '--at' ;;
      'streamctl emulator log') _streamctl_words '--at' ;;
      'streamctl init') _streamctl_words '--dir --list' ;;
    esac
    [[ $command == streamctl ]] || _streamctl_words '-h --help -o --output --color -q --quiet -v --verbose --api-key --api-secret-file --base-url --profile --config --env-file --timeout-connect'
    return
  fi
  case "$command" in
    'streamctl') _streamctl_words 'listen watch send-event forge replay check events inspect sign verify token hooks api call user config doctor completion version emulator init'; return ;;
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
    'streamctl hooks') _streamctl_words 'add update enable disable remove check'; return ;;
    'streamctl hooks add') :; return ;;
    'streamctl hooks update') :; return ;;
    'streamctl hooks enable') :; return ;;
    'streamctl hooks disable') :; return ;;
    'streamctl hooks remove') :; return ;;
    'streamctl api') _streamctl_ask operations; return ;;
    'streamctl call') _streamctl_words 'create get end members'; return ;;
    'streamctl call create') :; return ;;
    'streamctl call get') :; return ;;
    'streamctl call end') :; return ;;
    'streamctl call members') :; return ;;
    'streamctl user') _streamctl_words 'create get'; return ;;
    'streamctl user create') :; return ;;
    'streamctl user get') :; return ;;
    'streamctl config') _streamctl_words 'set list use path'; return ;;
    'streamctl config set') :; return ;;
    'streamctl config use') _streamctl_ask profiles; return ;;
    'streamctl completion') _streamctl_words 'bash zsh fish'; return ;;
    'streamctl emulator') _streamctl_words 'push drop silence fail expire-tokens reset state log'; :; return ;;
    'streamctl emulator push') _streamctl_ask types; return ;;
    'streamctl emulator fail') :; return ;;
    'streamctl init') _streamctl_words 'express next fastify flask django fastapi go rails php spring node'; return ;;
  esac
}

complete -F _streamctl streamctl
