# The command line.

main_proxies=(haproxy nginx forebay)
only=
baseline=
case_name=small-get
rounds=5
round_seconds=8
forebay_warm_up_seconds=15
jdk=${FOREBAY_JAVA_HOME:-${JAVA_HOME:-}}
java_options=${FOREBAY_JAVA_OPTS:-}
pinned=true
save=true
out_file=

usage() {
  cat <<TEXT
usage: bench/load/compare [option...]
  --case NAME            what to send (default small-get; one file each in bench/load/cases)
  --only LIST            a subset of haproxy,nginx,forebay and the case's variants
  --baseline DIR         another checkout or distribution of Forebay, shown as forebay-baseline
  --rounds N             measured rounds per proxy (default 5)
  --seconds S            length of a round (default 8)
  --warm-up S            warm-up of Forebay (default 15; the peers get a third, 5 at most)
  --jdk PATH             JDK for Forebay (default FOREBAY_JAVA_HOME, JAVA_HOME, the newest)
  --java-options "..."   JVM options for Forebay, passed on as FOREBAY_JAVA_OPTS
  --unpinned             bind no process to a core
  --out FILE             where the report goes (default bench/results/YYYY-MM-DD-CASE.md)
  --no-save              print the report only
Exit codes: 0 done; 1 a proxy failed, answered wrongly or lost requests; 2 usage.
TEXT
}

refuse() {
  say "$program: $*"
  say "Try bench/load/compare --help"
  exit 2
}

require_count() { # OPTION VALUE
  [[ $2 =~ ^[1-9][0-9]{0,3}$ ]] || refuse "$1: $2 (expected: a number from 1 to 9999)"
}

# A proxy is called KIND or KIND-VARIANT; variants are what the case adds to the main comparison.
choose_proxies() {
  local name
  all_proxies=("${main_proxies[@]}" "${case_variants[@]}")
  [[ -z $baseline ]] || all_proxies+=(forebay-baseline)
  proxies=("${all_proxies[@]}")
  [[ -n $only ]] || return 0
  proxies=()
  for name in "${all_proxies[@]}"; do
    [[ ",$only," != *",$name,"* ]] || proxies+=("$name")
  done
  for name in ${only//,/ }; do
    [[ " ${all_proxies[*]} " == *" $name "* ]] ||
      refuse "--only: $name (expected: some of $(tr ' ' ',' <<<"${all_proxies[*]}"))"
  done
}

kind_of() { echo "${1%%-*}"; } # PROXY

parse_options() {
  while (($# > 0)); do
    case $1 in
      --unpinned) pinned=false; shift; continue ;;
      --no-save) save=false; shift; continue ;;
      -h | --help) usage; exit 0 ;;
      --case | --only | --rounds | --seconds | --warm-up | --jdk | --java-options | --out | --baseline) ;;
      *) refuse "unknown option: $1" ;;
    esac
    (($# > 1)) || refuse "$1: needs a value"
    case $1 in
      --case) case_name=$2 ;;
      --only) [[ -n ${2//,/} ]] || refuse "--only: empty (expected: names of proxies)"; only=$2 ;;
      --baseline) baseline=$(realpath -m "$2") ;;
      --rounds) require_count "$1" "$2"; rounds=$2 ;;
      --seconds) require_count "$1" "$2"; round_seconds=$2 ;;
      --warm-up) require_count "$1" "$2"; forebay_warm_up_seconds=$2 ;;
      --jdk) jdk=$(realpath -m "$2") ;;
      --java-options) java_options=$2 ;;
      --out) out_file=$(realpath -m "$2") ;;
    esac
    shift 2
  done
  [[ $case_name =~ ^[a-z0-9-]+$ && -f $load_dir/cases/$case_name.sh ]] ||
    refuse "--case: $case_name (expected: $(cd "$load_dir/cases" && echo *.sh | sed 's/\.sh//g'))"
  [[ -z $baseline || -x $baseline/forebay || -x $baseline/bin/forebay ]] ||
    refuse "--baseline: $baseline (expected: a directory with forebay or bin/forebay)"
  [[ -z $jdk || -x $jdk/bin/java ]] || refuse "JDK: $jdk (expected: a directory with bin/java)"
}

compares() { # KIND
  local name
  for name in "${proxies[@]}"; do
    [[ $(kind_of "$name") != "$1" ]] || return 0
  done
  return 1
}
