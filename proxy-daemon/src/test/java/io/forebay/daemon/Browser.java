package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Program;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window. Tests are skipped where it or its driver is missing. */
final class Browser implements AutoCloseable {

  /** CI is slow, and starts a browser while it compiles. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<String> OPTIONS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private static final String AXE = axe();

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one whose profile is in {@code folder}. */
  static Browser start(Path folder) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(Program.find("chromium"));
    options.addArguments(OPTIONS);
    options.addArguments("--user-data-dir=" + folder);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(Program.find("chromedriver")))
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  ChromeDriver driver() {
    return driver;
  }

  void open(String url) {
    driver.get(url);
  }

  /** The one element that {@code selector} finds, once it is there. */
  WebElement find(String selector) {
    return await("no element " + selector, it -> it.findElement(By.cssSelector(selector)));
  }

  /** Whether there is such an element now. */
  boolean has(String selector) {
    return !driver.findElements(By.cssSelector(selector)).isEmpty();
  }

  void click(String selector) {
    WebElement element = find(selector);
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  /** Waits until {@code condition} gives something else than false and does not fail. */
  <T> T await(String otherwise, Function<ChromeDriver, T> condition) {
    return Awaitility.await(otherwise)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(() -> condition.apply(driver), it -> it != null && !it.equals(false));
  }

  void awaitAttribute(String selector, String name, String value) {
    await(
        selector + " has no " + name + "=" + value,
        it -> value.equals(it.findElement(By.cssSelector(selector)).getDomAttribute(name)));
  }

  Object run(String script) {
    return driver.executeScript(script);
  }

  void width(int pixels) {
    driver.manage().window().setSize(new Dimension(pixels, 900));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void scripts(boolean run) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /**
   * Fails if the console has anything to say: errors, and what the policy of the page forbids. That
   * a form was answered 422 is no error of the page.
   */
  void hasNothingToComplainOf() {
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(it -> it.getLevel().intValue() >= Level.WARNING.intValue())
        .noneMatch(it -> !it.getMessage().contains("status of 422"));
  }

  /** What axe finds wrong for people who see, hear or point badly, in one line each. */
  List<?> obstacles() {
    Object found =
        driver.executeAsyncScript(
            AXE
                + "; const done = arguments[arguments.length - 1];"
                + " axe.run().then(it => done(it.violations.map("
                + "v => v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))");
    return (List<?>) Objects.requireNonNull(found);
  }

  private static String axe() {
    String path = "/axe.min.js";
    try (InputStream in = Browser.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
