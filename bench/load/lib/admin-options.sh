# The command line of bench/load/admin.

fetches=200
rounds=7
round_seconds=5
warm_up_seconds=15
rate=20000
jdk=${FOREBAY_JAVA_HOME:-${JAVA_HOME:-}}
java_options=${FOREBAY_JAVA_OPTS:-}
save=true
out_file=

usage() {
  cat <<TEXT
usage: bench/load/admin [option...]
  --fetches N            of each page under full load (default 200)
  --rounds N             pairs of rounds, watched and unwatched (default 7)
  --seconds S            length of a round (default 5)
  --rate N               requests/s in these rounds (default 20000)
  --warm-up S            under full load, before anything is measured (default 15)
  --jdk PATH             JDK for Forebay (default FOREBAY_JAVA_HOME, JAVA_HOME, the newest)
  --java-options "..."   JVM options for Forebay, passed on as FOREBAY_JAVA_OPTS
  --out FILE             where the report goes (default bench/results/YYYY-MM-DD-admin.md)
  --no-save              print the report only
Exit codes: 0 done; 1 something did not start, answered wrongly or lost requests; 2 usage.
TEXT
}

refuse() {
  say "$program: $*"
  say "Try bench/load/admin --help"
  exit 2
}

require_count() { # OPTION VALUE
  [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || refuse "$1: $2 (expected: a number from 1 to 999999)"
}

parse_options() {
  while (($# > 0)); do
    case $1 in
      --no-save) save=false; shift; continue ;;
      -h | --help) usage; exit 0 ;;
      --fetches | --rounds | --seconds | --rate | --warm-up | --jdk | --java-options | --out) ;;
      *) refuse "unknown option: $1" ;;
    esac
    (($# > 1)) || refuse "$1: needs a value"
    case $1 in
      --fetches) require_count "$1" "$2"; fetches=$2 ;;
      --rounds) require_count "$1" "$2"; rounds=$2 ;;
      --seconds) require_count "$1" "$2"; round_seconds=$2 ;;
      --rate) require_count "$1" "$2"; rate=$2 ;;
      --warm-up) require_count "$1" "$2"; warm_up_seconds=$2 ;;
      --jdk) jdk=$(realpath -m "$2") ;;
      --java-options) java_options=$2 ;;
      --out) out_file=$(realpath -m "$2") ;;
    esac
    shift 2
  done
  [[ -z $jdk || -x $jdk/bin/java ]] || refuse "JDK: $jdk (expected: a directory with bin/java)"
}
