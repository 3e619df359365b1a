# The small GET with everything that watches servers, beside a Forebay that watches nothing.

# shellcheck source=/dev/null
source "$load_dir/cases/small-get.sh"

case_title="small GET, Forebay with active and passive checks and a circuit breaker, and without"
case_variants=(forebay-unguarded)
case_variant=(
  [forebay-unguarded]="no health_check, passive_check: none, no circuit_breaker"
)

case_configuration() { # PROXY
  case $1 in
    forebay) sed 's|^  app:|&\n    circuit_breaker: { failures: 5, open_for: 60s }|' ;;
    forebay-unguarded)
      sed 's|^  app:|&\n    passive_check: none|; s|^  assets:|&\n    passive_check: none|; /health_check:/d'
      ;;
    *) cat ;;
  esac
}
