# What a case may leave out; a case is one file in cases/ that sets the rest, see small-get.sh.

case_variants=()            # further proxies shown beside the main ones, called KIND-VARIANT
declare -A case_variant=()  # what is different about each, in words
case_measures=cpu           # or memory
case_method=GET
case_request_bytes=0        # length of the body that each request carries
case_load_tool=wrk          # or h2load
case_tls=false              # whether clients come by TLS
case_http_version=1.1       # what curl says of the answer: 1.1 or 2
case_servers=nginx          # or grpc: who answers behind the proxies
case_first_path=/api/echo   # answers 200 once a proxy is up
case_first_options=()       # of curl, for that
case_counts=request         # what is counted
case_streams=1              # requests at a time on each connection
case_counted_bytes=         # that come back for each; what the answer has where empty

# nginx configuration of the servers for this case.
case_locations() { :; }

# What needs the working directory.
case_set_up() { :; }

# Writes files that the servers send into their DIRECTORY.
case_files() { :; } # DIRECTORY

# nginx configuration of the servers outside of their ports.
case_http() { :; }

# Changes a proxy's configuration for this case, from standard input to standard output.
case_configuration() { # PROXY
  cat
}

# What is to happen before the warm-up with the load itself.
case_warm_up() { :; } # PORT SECONDS

# What is to happen before the processor time is first read, and after it was last read.
case_prepare() { :; } # PORT SECONDS
case_finish() { :; } # PORT
