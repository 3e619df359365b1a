package io.forebay.admin.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One line of the statistics that HAProxy 2.6 tells as CSV; what is not said is empty. */
final class CsvRow {

  /** Of HAProxy 2.6, in its order; behind {@code -} are those of its own modules. */
  static final String HEADER =
      "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,"
          + "wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,"
          + "throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,"
          + "check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,"
          + "req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,"
          + "lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,"
          + "agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,"
          + "agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,"
          + "intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim,"
          + "qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,"
          + "used_conn_cur,need_conn_est,uweight,agg_server_status,agg_server_check_status,"
          + "agg_check_status,-,ssl_sess,ssl_reused_sess,ssl_failed_handshake,h2_headers_rcvd,"
          + "h2_data_rcvd,h2_settings_rcvd,h2_rst_stream_rcvd,h2_goaway_rcvd,"
          + "h2_detected_conn_protocol_errors,h2_detected_strm_protocol_errors,h2_rst_stream_resp,"
          + "h2_goaway_resp,h2_open_connections,h2_backend_open_streams,h2_total_connections,"
          + "h2_backend_total_streams,h1_open_connections,h1_open_streams,h1_total_connections,"
          + "h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,h1_spliced_bytes_out,";

  private static final List<String> COLUMNS = List.of(HEADER.substring(2).split(","));

  private final Map<String, String> values = new HashMap<>();

  CsvRow(String proxy, String name) {
    set("pxname", proxy).set("svname", name).set("-", "-").set("pid", 1).set("mode", "http");
  }

  CsvRow set(String column, long value) {
    return set(column, Long.toString(value));
  }

  /** Rounded to a whole number, as all of them are. */
  CsvRow set(String column, double value) {
    return set(column, Math.round(value));
  }

  CsvRow set(String column, String value) {
    values.put(column, value);
    return this;
  }

  /** Classes of statuses, none first, as columns {@code hrsp_*}. */
  CsvRow statuses(long[] byClass) {
    for (int i = 1; i < byClass.length; i++) {
      set("hrsp_" + i + "xx", byClass[i]);
    }
    return set("hrsp_other", byClass[0]);
  }

  void write(StringBuilder out) {
    for (String column : COLUMNS) {
      escape(values.getOrDefault(column, ""), out);
      out.append(',');
    }
    out.append('\n');
  }

  /** A line stays a line: scripts read them one by one. */
  private static void escape(String value, StringBuilder out) {
    boolean quoted = value.indexOf(',') >= 0 || value.indexOf('"') >= 0;
    out.append(quoted ? "\"" : "");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        out.append('"');
      }
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
    out.append(quoted ? "\"" : "");
  }
}
