# Messages, for every other part; program is the name before them.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$program: $*"
  exit 1
}

fail_with_log() { # MESSAGE FILE
  tail -n 15 "$2" | sed 's/^/  | /' >&2
  die "$1"
}
