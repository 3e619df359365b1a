# Gets the peers and the load generator from Debian, without starting or enabling their services.

as_root=()
policy_installed=false

install_missing() {
  local tool missing=()
  for tool in wrk nginx haproxy; do # nginx also serves behind the proxies
    [[ $tool == haproxy ]] && ! compares haproxy && continue
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  command -v curl >/dev/null || missing+=(curl)
  if $case_tls && ! command -v openssl >/dev/null; then missing+=(openssl); fi
  if [[ $case_load_tool == h2load ]] && ! command -v h2load >/dev/null; then
    missing+=(nghttp2-client)
  fi
  if $pinned && ! command -v taskset >/dev/null; then missing+=(util-linux); fi
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

install_packages() { # PACKAGE...
  local advice="install these by hand and start again: $*"
  command -v apt-get >/dev/null || die "missing: $*; there is no apt-get here: $advice"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "missing: $*; neither root nor sudo: $advice"
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
  fi
  say "Installing $* ..."
  forbid_service_starts
  {
    "${as_root[@]}" apt-get update -q &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
  } >"$work_dir/apt.log" 2>&1 || {
    tail -n 5 "$work_dir/apt.log" >&2
    die "apt-get could not install $*: $advice"
  }
  disable_services "$@"
  allow_service_starts
  hash -r
}

# Maintainer scripts ask this program before they start a service; 101 forbids it.
forbid_service_starts() {
  [[ ! -e /usr/sbin/policy-rc.d ]] || return 0
  printf '#!/bin/sh\nexit 101\n' >"$work_dir/policy-rc.d"
  "${as_root[@]}" install -m 755 "$work_dir/policy-rc.d" /usr/sbin/policy-rc.d
  policy_installed=true
  on_exit+=(allow_service_starts)
}

allow_service_starts() {
  ! $policy_installed || "${as_root[@]}" rm -f /usr/sbin/policy-rc.d
  policy_installed=false
}

# Packages enable their services for the next boot as well, and a policy of the machine's own may
# have let them start.
disable_services() { # PACKAGE...
  local package now=()
  command -v systemctl >/dev/null || return 0
  [[ ! -d /run/systemd/system ]] || now=(--now)
  for package in "$@"; do
    [[ $package != haproxy && $package != nginx ]] ||
      "${as_root[@]}" systemctl disable -q "${now[@]}" "$package" >>"$work_dir/apt.log" 2>&1 ||
      say "note: could not disable the service $package; it may start at the next boot"
  done
}
