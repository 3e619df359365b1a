package io.forebay.admin.page;

import io.forebay.admin.auth.CsrfToken;
import io.forebay.admin.resource.About;
import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.AdminWorker;
import io.forebay.admin.resource.ApiException;
import io.forebay.admin.resource.OwnPages;
import io.forebay.admin.stats.Statistics;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.StatsPageConfig;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The statistics page and what belongs to it, all under one path: the page itself, {@code events}
 * that keep it live, {@code select} that asks whether a change is meant, {@code change} that makes
 * it, and its style and script.
 *
 * <p>Pages are made on a thread of its own, one after the other.
 */
public final class StatsPage implements AutoCloseable {

  /** The largest form that is taken. */
  public static final int MAX_BODY_BYTES = 64 * 1024;

  private static final String EVENTS = "events";
  private static final String SELECT = "select";
  private static final String CHANGE = "change";
  private static final Set<String> PLACES = Set.of(EVENTS, SELECT, CHANGE);
  private static final String DONE = "done";
  private static final int SEE_OTHER = 303;

  private final ProxyStatus status;
  private final ControlPlane control;
  private final About about;
  private final Supplier<Statistics> statistics;
  private final CsrfToken tokens;
  private final Assets assets = new Assets();
  private final Flashes flashes = new Flashes();
  private final Changes changes;
  private final LiveState live = new LiveState(assets.script());
  private final AdminWorker renderer = new AdminWorker("admin-page");
  private final LiveFeed feed = new LiveFeed(renderer, () -> Parts.of(picture()), live);

  /**
   * @param statistics asked on the page's own thread
   */
  public StatsPage(
      ProxyStatus status,
      ControlPlane control,
      About about,
      Supplier<Statistics> statistics,
      CsrfToken tokens) {
    this.status = status;
    this.control = control;
    this.about = about;
    this.statistics = statistics;
    this.tokens = tokens;
    this.changes = new Changes(control);
  }

  /** Whether {@code path} belongs to a page at {@code served}. Any thread. */
  public boolean isHere(String served, String path) {
    if (path.equals(served)) {
      return true;
    }
    String below = PageContext.below(served);
    if (!path.startsWith(below)) {
      return false;
    }
    String name = path.substring(below.length());
    return PLACES.contains(name) || assets.find(name) != null;
  }

  /** Answers a request for one of its paths. Admin event loop only. */
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    StatsPageConfig stats = config.stats();
    String path = stats == null ? StatsPageConfig.DEFAULT.path() : stats.path();
    boolean writer = request.caller().mayWrite() && config.serve().contains(Serve.API);
    StatsPageConfig served = stats == null ? StatsPageConfig.DEFAULT : stats;
    PageContext context = new PageContext(path, served.refresh(), writer, request.caller().name());
    String name =
        request.path().equals(path)
            ? ""
            : request.path().substring(PageContext.below(path).length());
    String method = request.method();
    boolean post = method.equals("POST");
    if (post ? !name.equals(CHANGE) && !name.equals(SELECT) : name.equals(CHANGE)) {
      return done(AdminResponse.methodNotAllowed(post ? "GET, HEAD" : "POST"));
    }
    AdminResponse asset = assets.find(name);
    if (asset != null) {
      return done(asset);
    }
    return switch (name) {
      case EVENTS -> done(events(request));
      case SELECT -> onThread(() -> select(context, request, post));
      case CHANGE -> onThread(() -> change(context, request));
      default -> onThread(() -> done(page(context, request.query())));
    };
  }

  private static CompletableFuture<AdminResponse> done(AdminResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private CompletableFuture<AdminResponse> onThread(
      Supplier<CompletableFuture<AdminResponse>> task) {
    return CompletableFuture.supplyAsync(task, renderer).thenCompose(it -> it);
  }

  private AdminResponse events(AdminRequest request) {
    long since = number(request.query().get("since"));
    return AdminResponse.stream(sink -> feed.open(sink, since));
  }

  /** 0 for what is no number: the viewer is sent everything. */
  private static long number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private AdminResponse page(PageContext context, Map<String, String> query) {
    Parts parts = Parts.of(picture());
    long version = live.update(parts);
    return new StatsDocument(assets, parts, View.of(query), context)
        .write(version, flashes.find(query.get(DONE)));
  }

  private Picture picture() {
    return new Picture(
        about,
        status.config().global().process().node(),
        status.notReadyReason(),
        control.source(),
        status.reloads().state(),
        status.openConnections(),
        statistics.get(),
        status.certificates(),
        status.events().since(0));
  }

  /** Asks whether a change is meant. */
  private CompletableFuture<AdminResponse> select(
      PageContext context, AdminRequest request, boolean post) {
    return guarded(
        context,
        () -> {
          Map<String, String> fields = post ? Forms.sent(request) : request.query();
          return done(ask(context, ChangeRequest.of(fields), null));
        });
  }

  private AdminResponse ask(PageContext context, ChangeRequest wanted, @Nullable String problem) {
    List<ChosenServer> servers = ChosenServer.of(status, wanted.references());
    return new ChangeDocument(assets, context, wanted, servers)
        .write(tokens.of(context.caller()), problem);
  }

  /** Makes one that is. */
  private CompletableFuture<AdminResponse> change(PageContext context, AdminRequest request) {
    return guarded(
        context,
        () -> {
          OwnPages.require(request);
          Map<String, String> fields = Forms.sent(request);
          if (!tokens.isOf(context.caller(), fields.get(CsrfToken.FIELD))) {
            throw new PageException(403, "This form is from before a restart. Open it again.");
          }
          return make(context, ChangeRequest.of(fields), request.by());
        });
  }

  private CompletableFuture<AdminResponse> make(
      PageContext context, ChangeRequest wanted, String by) {
    List<ChosenServer> servers = ChosenServer.of(status, wanted.references());
    try {
      return changes.make(wanted, servers, by).thenApply(it -> back(context, wanted.back(), it));
    } catch (IllegalArgumentException e) {
      return done(ask(context, wanted, String.valueOf(e.getMessage())));
    }
  }

  /** For those who may change something; what cannot be done is told on a page. */
  private CompletableFuture<AdminResponse> guarded(
      PageContext context, Supplier<CompletableFuture<AdminResponse>> task) {
    RefusalDocument refusal = new RefusalDocument(assets, context);
    if (!context.writer()) {
      return done(refusal.write(403, context.caller() + " may look, but not change anything here"));
    }
    try {
      return task.get();
    } catch (PageException e) {
      return done(refusal.write(e.status(), String.valueOf(e.getMessage())));
    } catch (ApiException e) {
      return done(refusal.write(e.status(), String.valueOf(e.getMessage())));
    }
  }

  /** To the page, which then tells what came of it. */
  private AdminResponse back(PageContext context, View view, Flash flash) {
    Map<String, String> query = view.parameters();
    query.put(DONE, flashes.add(flash));
    return AdminResponse.text(SEE_OTHER, "see " + context.path())
        .withField("Location", context.path() + "?" + View.encoded(query));
  }

  /** Ends its thread. */
  @Override
  public void close() {
    renderer.close();
  }
}
