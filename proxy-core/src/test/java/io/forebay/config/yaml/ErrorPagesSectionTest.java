package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ConfigProblem;
import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.config.ErrorPageConfig.Form;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code error_pages}: which file counts for which status, and what is wrong with a file. */
class ErrorPagesSectionTest {
  private static final String FILE =
      """
      defaults: { error_pages: %s }
      listeners:
        web:
          bind: ":80"
          backend: app
          error_pages: { 503: listener.html }
          routes:
            - { match: { path: /a }, backend: app, error_pages: { 503: route.html, 502: none } }
        bare: { bind: ":81", backend: app }
      virtual_hosts:
        shop:
          hosts: shop.test
          backend: app
          listeners: web
          error_pages: { 504: host.html }
          routes:
            - { match: { path: /b }, backend: app, error_pages: { 404: route.html } }
      backends: { app: { servers: [a:80], health_check: { path: / } } }
      """;

  @TempDir Path folder;
  private Path config;

  @BeforeEach
  void writePages() throws IOException {
    config = folder.resolve("f.yaml");
    for (String name : List.of("default", "listener", "host", "route")) {
      Files.writeString(folder.resolve(name + ".html"), name);
    }
    Files.writeString(folder.resolve("a.json"), "{}");
    Files.writeString(folder.resolve("a.txt"), "text");
    Files.writeString(folder.resolve("a.http"), "HTTP/1.1 200 OK\n\n");
    Files.writeString(folder.resolve("bad.http"), "HTTP/1.1 503 Busy\nA\n\n");
    Files.writeString(folder.resolve("full.html"), "x".repeat(ErrorPageConfig.MAX_BYTES));
    Files.writeString(folder.resolve("large.html"), "x".repeat(ErrorPageConfig.MAX_BYTES + 1));
  }

  private ParsedConfig parse(String defaults) throws Exception {
    Files.writeString(config, FILE.formatted(defaults));
    return YamlConfigParser.parse(config);
  }

  private static String bodies(ErrorPagesConfig pages) {
    return pages.pages().entrySet().stream()
        .map(it -> it.getKey() + " " + bodies(it.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String bodies(ErrorPageConfig page) {
    return page.answers().stream().map(Answer::body).collect(Collectors.joining("+"));
  }

  @Test
  void nearestPage_winsStatusByStatus() throws Exception {
    ProxyConfig parsed = parse("{ 502: default.html, 503: default.html }").config();

    ListenerConfig web = parsed.listeners().get("web");
    assertThat(bodies(parsed.listeners().get("bare").overrides().errorPages()))
        .isEqualTo("502 default, 503 default");
    assertThat(bodies(web.overrides().errorPages())).isEqualTo("502 default, 503 listener");
    assertThat(web.routes())
        .extracting(it -> bodies(it.overrides().errorPages()))
        .containsExactly(
            "502 , 503 route",
            "404 route, 502 default, 503 listener, 504 host",
            "502 default, 503 listener, 504 host");
  }

  @Test
  void class_isEveryGivenStatusOfItWithoutAPageOfItsOwn() throws Exception {
    ProxyConfig parsed =
        parse("{ 4xx: a.txt, 502: none, 5xx: default.html, 404: a.json }").config();

    assertThat(bodies(parsed.listeners().get("bare").overrides().errorPages()))
        .isEqualTo(
            "400 text, 401 text, 403 text, 404 {}, 405 text, 408 text, 413 text, 414 text, 417 text,"
                + " 429 text, 431 text, 500 default, 501 default, 502 , 503 default, 504 default,"
                + " 505 default");
  }

  @Test
  void forms_areKeptWithTheirFiles() throws Exception {
    ProxyConfig parsed =
        parse("{ 503: { json: a.json, html: default.html, text: %s } }".formatted(path("a.txt")))
            .config();

    assertThat(parsed.listeners().get("bare").overrides().errorPages().pages().get(503).answers())
        .containsExactly(
            new Answer(Form.TEXT, path("a.txt"), 0, List.of(), "text"),
            new Answer(Form.HTML, path("default.html"), 0, List.of(), "default"),
            new Answer(Form.JSON, path("a.json"), 0, List.of(), "{}"));
  }

  @Test
  void largestFile_isTaken() throws Exception {
    assertThat(parse("{ 503: full.html }").warnings()).isEmpty();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                       | 26: defaults.error_pages: a list (expected: a map)",
        "{ 302: a.http }          | 28: defaults.error_pages.302: 302 (expected: STATUS)",
        "{ 5x: a.http }           | 28: defaults.error_pages.5x: 5x (expected: STATUS)",
        "{ 3xx: a.http }          | 28: defaults.error_pages.3xx: 3xx (expected: STATUS)",
        "{ 503: }                 | 32: defaults.error_pages.503: no value (expected: PAGE)",
        "{ 503: [a.http] }        | 33: defaults.error_pages.503: a list (expected: PAGE)",
        "{ 503: a.php }           | 33: defaults.error_pages.503: a.php (expected: PAGE)",
        "{ 503: /dev/null }       | 33: defaults.error_pages.503: /dev/null (expected: PAGE)",
        "{ 503: {} }              | 33: defaults.error_pages.503: no file (expected: html, json or"
            + " text)",
        "{ 503: { css: a } }      | 35: defaults.error_pages.503.css: unknown key (expected: html,"
            + " json, text)",
        "{ 503: { html: a.http }} | 41: defaults.error_pages.503.html: a.http (expected: a file"
            + " that holds nothing but the body; a whole answer stands alone)",
        "{ 503: none.html }       | 33: defaults.error_pages.503: none.html (expected: a file;"
            + " there is nothing at FOLDER/none.html)",
        "{ 503: ../.html }        | 33: defaults.error_pages.503: ../.html (expected: a file; there"
            + " is nothing at PARENT/.html)",
        "{ 503: large.html }      | 33: defaults.error_pages.503: large.html (expected: a file of"
            + " 256KiB at most)",
        "{ 503: bad.http }        | 33: defaults.error_pages.503: bad.http, line 2: A (expected: a"
            + " header field, or an empty line in front of the body)"
      })
  void brokenRule_isTheOnlyProblem(String pages, String problem) {
    String expected =
        problem
            .replace(
                "STATUS",
                "a status that the proxy itself answers with: 400, 401, 403, 404, 405, 408, 413, 414,"
                    + " 417, 429, 431, 500, 501, 502, 503, 504, 505, 4xx or 5xx")
            .replace(
                "PAGE",
                "a file whose name ends in .http, .html, .json or .txt, a map of files by html,"
                    + " json and text, or none")
            .replace("FOLDER", folder.toString())
            .replace("PARENT", String.valueOf(folder.getParent()));
    assertThat(problems(pages)).containsExactly(config + ":1:" + expected);
  }

  @Test
  void folderInPlaceOfAFile_isAProblem() throws IOException {
    Files.createDirectory(folder.resolve("sub.html"));
    assertThat(problems("{ 503: sub.html }"))
        .singleElement()
        .asString()
        .contains("(expected: a file; what is there is none at " + folder.resolve("sub.html"));
  }

  private List<String> problems(String pages) {
    try {
      parse(pages);
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("accepted: " + pages);
  }
}
