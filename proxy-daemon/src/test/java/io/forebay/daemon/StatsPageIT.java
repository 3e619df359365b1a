package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The statistics page in a browser, with a daemon and servers that do something. */
class StatsPageIT {

  private static final int ASKED = 12;
  private static final int TABS = 60;
  private static final String ONE = "#s\\:app\\/one";
  private static final String HOSTILE = "<script>document.title='taken'</script>\"'&amp;";
  private static final Pattern READER = Pattern.compile("admin: 0\\.0\\.0\\.0:(\\d+)");

  @TempDir private static Path folder;
  private static Browser browser;
  private static ScriptedOrigin one;
  private static ScriptedOrigin two;
  private static DaemonProcess daemon;

  @BeforeAll
  static void start() {
    browser = Browser.start(folder.resolve("profile"));
    one = ScriptedOrigin.start(OriginScript.named("one"));
    two = ScriptedOrigin.start(OriginScript.named("two"));
    daemon = DaemonProcess.run(ConfigFile.write(folder, config()));
  }

  private static String config() {
    return """
        global: { node: %s, worker_threads: 2, reload: { watch: false } }
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app:
            health_check: { path: /health, interval: 200ms, rise: 1 }
            retry: { attempts: 3 }
            servers:
              - { name: one, address: "127.0.0.1:%d" }
              - { name: two, address: "127.0.0.1:%d" }
          odd:
            servers: [{ name: three, address: "127.0.0.1:%d" }]
        admin:
          - bind: 127.0.0.1:0
          - { bind: "0.0.0.0:0", serve: [stats] }
        """
        .formatted("'" + HOSTILE.replace("'", "''") + "'", one.port(), two.port(), two.port());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
      one.close();
      two.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    for (String server : List.of("one", "two")) {
      change(server, "{\"state\": \"ready\", \"weight\": 1}");
    }
    browser.width(1440);
    browser.open(page());
    browser.awaitAttribute("#live", "data-state", "on");
    browser.run("window.loaded = 'once'");
  }

  @AfterEach
  void console_isSilent() {
    browser.hasNothingToComplainOf();
  }

  private static String page() {
    return "http://127.0.0.1:" + daemon.adminPort() + "/stats";
  }

  private static void change(String server, String body) {
    try (RawClient client = daemon.admin()) {
      client.send(
          "PUT /api/v1/backends/app/servers/"
              + server
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  /** Which servers answer some requests; all of these have to be answered. */
  private static Set<String> answering() {
    Set<String> names = new TreeSet<>();
    try (RawClient client = daemon.client()) {
      for (int i = 0; i < ASKED; i++) {
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        var response = client.readResponse();
        assertThat(response.status()).isEqualTo(200);
        names.add(response.bodyText());
      }
    }
    return names;
  }

  private static String button(String action, String server) {
    return "button[name='" + action + "'][value='app/" + server + "']";
  }

  private static void confirm(String action, String server) {
    browser.click(button(action, server));
    browser.click("#confirm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "maint"})
  void button_confirmed_takesTheServerOutAndReadyBackIn(String action) {
    assertThat(answering()).containsExactly("one", "two");
    confirm(action, "one");
    browser.awaitAttribute(ONE, "data-admin", action);
    assertThat(answering()).containsExactly("two");
    confirm("ready", "one");
    browser.awaitAttribute(ONE, "data-admin", "ready");
    await().untilAsserted(() -> assertThat(answering()).containsExactly("one", "two"));
    assertThat(browser.run("return window.loaded")).isEqualTo("once");
  }

  @Test
  void weight_set_changesWhoIsAsked() {
    browser.click(button("weight", "one"));
    enterWeight("0");
    browser.await("weight 0", it -> browser.find(ONE).getText().contains("weight 0"));
    assertThat(answering()).containsExactly("two");
    browser.click(button("weight", "one"));
    enterWeight("100%");
    await().untilAsserted(() -> assertThat(answering()).containsExactly("one", "two"));
  }

  @Test
  void weight_impossible_isSaidInTheDialogAndChangesNothing() {
    browser.click(button("weight", "one"));
    enterWeight("300");
    String problem = browser.find("#change [role=alert]").getText();
    assertThat(problem).contains("300").contains("256");
    enterWeight("2");
    browser.await("weight 2", it -> browser.find(ONE).getText().contains("weight 2"));
  }

  private static void enterWeight(String weight) {
    WebElement field = browser.find("#weight");
    field.clear();
    field.sendKeys(weight);
    browser.click("#confirm");
  }

  @Test
  void dialog_cancelledOrLeft_changesNothing() {
    browser.click(button("drain", "one"));
    browser.click("#cancel");
    browser.await("the dialog stays", it -> !browser.has("dialog[open]"));
    browser.click(button("drain", "one"));
    browser.find("#confirm").sendKeys(Keys.ESCAPE);
    browser.await("the dialog stays", it -> !browser.has("dialog[open]"));
    assertThat(answering()).containsExactly("one", "two");
  }

  @Test
  void selected_severalAtOnce_areChangedTogether() {
    for (String server : List.of("one", "two")) {
      browser.click("input[name='s:app/" + server + "']");
    }
    browser.click(".selection button[value=weight]");
    enterWeight("7");
    for (String server : List.of("one", "two")) {
      String row = "#s\\:app\\/" + server;
      browser.await("weight 7", it -> browser.find(row).getText().contains("weight 7"));
    }
    browser.click("input[name='s:app/one']");
    browser.click("input[name='s:app/two']");
    browser.click(".selection button[value=maint]");
    assertThat(browser.find("#change .warn").getText()).contains("app has no other server");
    browser.click("#cancel");
    assertThat(answering()).containsExactly("one", "two");
  }

  @Test
  void keyboardAlone_drainsAServer() {
    pressTabUntil(button("drain", "one"));
    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    browser.find("dialog[open] #confirm");
    pressTabUntil("#confirm");
    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    browser.awaitAttribute(ONE, "data-admin", "drain");
    assertThat(answering()).containsExactly("two");
  }

  private static void pressTabUntil(String selector) {
    for (int i = 0; i < TABS; i++) {
      if (Boolean.TRUE.equals(
          browser
              .driver()
              .executeScript("return document.activeElement.matches(arguments[0])", selector))) {
        return;
      }
      browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
    }
    assertThat(selector).as("reached by the keyboard").isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "maint"})
  void withoutScripts_buttonsWorkByPagesOfTheirOwn(String action) {
    browser.scripts(false);
    try {
      browser.open(page());
      confirm(action, "one");
      browser.awaitAttribute(ONE, "data-admin", action);
      assertThat(answering()).containsExactly("two");
      confirm("ready", "one");
      browser.awaitAttribute(ONE, "data-admin", "ready");
      browser.click(button("weight", "two"));
      enterWeight("0");
      browser.await(
          "weight 0", it -> browser.find("#s\\:app\\/two").getText().contains("weight 0"));
      await().untilAsserted(() -> assertThat(answering()).containsExactly("one"));
    } finally {
      browser.scripts(true);
    }
  }

  @Test
  void server_diesAndComesBack_isSeenWithoutLoadingThePage() {
    int port = one.port();
    one.close();
    browser.awaitAttribute(ONE, "data-state", "down");
    assertThat(answering()).containsExactly("two");
    one = ScriptedOrigin.startOn(port, OriginScript.named("one"));
    browser.awaitAttribute(ONE, "data-state", "up");
    assertThat(browser.run("return window.loaded")).isEqualTo("once");
  }

  @Test
  void requests_move_theNumbersOnThePage() {
    String before = browser.find(ONE).getText();
    answering();
    browser.await("the numbers stand still", it -> !browser.find(ONE).getText().equals(before));
  }

  @Test
  void filter_andSort_keepWhatTheyFind() {
    browser.find("#filter input").sendKeys("two");
    browser.await("one is still there", it -> !browser.has(ONE));
    assertThat(browser.has("#s\\:app\\/two")).isTrue();
    browser.open(page());
    int columns = browser.driver().findElements(By.cssSelector("#servers thead a")).size();
    for (int i = 1; i <= columns; i++) {
      String column = "#servers thead th:nth-child(" + i + ")";
      browser.click(column + " a");
      browser.await("not sorted by " + i, it -> browser.has(column + "[aria-sort]"));
      assertThat(browser.driver().findElements(By.cssSelector("#servers tbody tr[id]"))).hasSize(3);
    }
  }

  @Test
  void colours_chosen_areRemembered() {
    browser.colours("light");
    browser.open(page());
    browser.click("#theme");
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.open(page());
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.run("localStorage.clear()");
  }

  @Test
  void nameThatIsMarkup_isText() {
    assertThat(browser.find("body").getText()).contains(HOSTILE);
    assertThat(browser.driver().getTitle()).isNotEqualTo("taken");
    assertThat(browser.has("body script")).isFalse();
  }

  @Test
  void reader_hasNoButtons() {
    browser.open("http://127.0.0.1:" + readersPort() + "/stats");
    browser.awaitAttribute("#live", "data-state", "on");
    assertThat(browser.find("#servers").getText()).contains("one");
    assertThat(browser.has(button("drain", "one"))).isFalse();
    assertThat(browser.has("input[type=checkbox]")).isFalse();
  }

  private static String readersPort() {
    for (String line : daemon.lines()) {
      Matcher found = READER.matcher(line);
      if (found.find()) {
        return found.group(1);
      }
    }
    throw new AssertionError("no admin address for readers in " + daemon.lines());
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1440})
  void width_any_hasNothingBesideThePage(int width) {
    browser.width(width);
    browser.open(page());
    Object beside = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
    assertThat((Long) beside).isLessThanOrEqualTo(0);
    assertThat(browser.find(button("drain", "one")).isDisplayed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"light, 1440", "dark, 1440", "light, 390", "dark, 390"})
  void page_isAccessible(String scheme, int width) {
    browser.colours(scheme);
    browser.width(width);
    browser.open(page());
    assertThat(browser.obstacles()).isEmpty();
    browser.click(button("drain", "one"));
    browser.find("dialog[open]");
    assertThat(browser.obstacles()).isEmpty();
  }

  @Test
  void daemon_gone_isSaid() {
    Path other = folder.resolve("other");
    assertThat(other.toFile().mkdir()).isTrue();
    try (DaemonProcess leaving = DaemonProcess.run(ConfigFile.write(other, two))) {
      browser.open("http://127.0.0.1:" + leaving.adminPort() + "/stats");
      browser.awaitAttribute("#live", "data-state", "on");
      leaving.signal("TERM");
      leaving.awaitExit(Duration.ofSeconds(30));
      browser.awaitAttribute("#live", "data-state", "off");
    }
    browser.open("about:blank");
    browser.driver().manage().logs().get("browser");
  }
}
