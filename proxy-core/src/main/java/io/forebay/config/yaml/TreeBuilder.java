package io.forebay.config.yaml;

import io.forebay.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * SnakeYAML's events to {@link YamlNode}s. Refuses what no configuration needs and what makes
 * parsing costly: deep nesting, aliases that multiply or contain themselves, tags, merge keys, a
 * second document. Duplicate keys are found here too; the first one stays.
 */
final class TreeBuilder {
  /** The deepest file of the reference needs 7. Bounds the recursion here and in the readers. */
  static final int MAX_DEPTH = 64;

  /** With aliases written out; several hundred backends of a hundred servers each fit in. */
  static final int MAX_NODES = 200_000;

  private final Problems problems;
  private final @Nullable Substitution substitution;
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final Set<String> openAnchors = new HashSet<>();
  private int nodes;

  /**
   * @param environment what values can refer to
   */
  TreeBuilder(Problems problems, Map<String, String> environment) {
    this.problems = problems;
    this.substitution = new Substitution(environment, problems);
  }

  /** Refers to nothing: whoever wrote the text may know no more than what stands in it. */
  TreeBuilder(Problems problems) {
    this.problems = problems;
    this.substitution = null;
  }

  YamlNode build(String text) throws InvalidConfigException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    StreamReader reader = new StreamReader(text);
    try {
      return document(new ParserImpl(reader, options));
    } catch (MarkedYAMLException e) {
      throw SyntaxErrors.of(e, text, problems);
    } catch (RuntimeException e) {
      throw SyntaxErrors.near(reader, problems);
    }
  }

  private YamlNode document(Parser parser) throws InvalidConfigException {
    parser.getEvent();
    if (parser.peekEvent() instanceof StreamEndEvent) {
      throw problems.stop("empty (expected: at least listeners)");
    }
    parser.getEvent();
    YamlNode root = node(parser, "", 0, false);
    parser.getEvent();
    if (parser.peekEvent() instanceof DocumentStartEvent second) {
      add(second, "", "a second document (expected: one document in a file)");
    }
    return root;
  }

  private YamlNode node(Parser parser, String path, int depth, boolean key)
      throws InvalidConfigException {
    NodeEvent event = (NodeEvent) parser.getEvent();
    if (depth > MAX_DEPTH) {
      throw stop(event, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    countNodes(event, 1);
    String anchor = event.getAnchor();
    if (anchor != null) {
      openAnchors.add(anchor);
    }
    YamlNode node = unaliased(parser, event, path, depth, key);
    if (anchor != null) {
      openAnchors.remove(anchor);
      anchors.put(anchor, node);
    }
    return node;
  }

  private YamlNode unaliased(Parser parser, NodeEvent event, String path, int depth, boolean key)
      throws InvalidConfigException {
    int line = line(event);
    int column = column(event);
    if (event instanceof ScalarEvent scalar) {
      refuseTag(event, scalar.getTag(), path);
      boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
      YamlNode node = YamlNode.scalar(scalar.getValue(), plain, line, column);
      return key ? node : substituted(node, event, path);
    }
    refuseTag(event, ((CollectionStartEvent) event).getTag(), path);
    YamlNode node =
        event instanceof MappingStartEvent
            ? YamlNode.map(entries(parser, path, depth), line, column)
            : YamlNode.list(items(parser, path, depth), line, column);
    parser.getEvent();
    return node;
  }

  private YamlNode substituted(YamlNode node, Event event, String path) {
    if (substitution == null) {
      return node;
    }
    Substitution.Result result = substitution.apply(node.text());
    if (result.problem() != null) {
      problems.addLast(line(event), column(event), path, result.problem());
    }
    return node.substituted(result);
  }

  private List<YamlNode> items(Parser parser, String path, int depth)
      throws InvalidConfigException {
    List<YamlNode> items = new ArrayList<>();
    while (!(parser.peekEvent() instanceof CollectionEndEvent)) {
      items.add(node(parser, path + "[" + items.size() + "]", depth + 1, false));
    }
    return items;
  }

  private List<YamlNode.Entry> entries(Parser parser, String path, int depth)
      throws InvalidConfigException {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, YamlNode> keys = new HashMap<>();
    while (!(parser.peekEvent() instanceof CollectionEndEvent)) {
      Event at = parser.peekEvent();
      YamlNode key = node(parser, path, depth + 1, true);
      String keyPath = Place.join(path, key.text());
      YamlNode value = node(parser, keyPath, depth + 1, false);
      YamlNode first = keys.putIfAbsent(key.text(), key);
      String problem = keyProblem(key, first);
      if (problem == null) {
        entries.add(new YamlNode.Entry(key, value));
      } else {
        add(at, keyPath, problem);
      }
    }
    return entries;
  }

  private static @Nullable String keyProblem(YamlNode key, @Nullable YamlNode first) {
    if (key.kind() != YamlNode.Kind.SCALAR) {
      return key.describe() + " as a key (expected: text)";
    }
    if (key.plain() && key.text().equals("<<")) {
      return "merge keys are refused (expected: the keys themselves; from: copies a backend)";
    }
    if (key.text().isEmpty()) {
      return "an empty key (expected: text)";
    }
    return first == null ? null : "duplicate key (first on line " + first.line() + ")";
  }

  private YamlNode aliased(AliasEvent alias) throws InvalidConfigException {
    String name = alias.getAnchor();
    if (openAnchors.contains(name)) {
      throw stop(alias, "*" + name + " contains itself (expected: an anchor that is complete)");
    }
    YamlNode node = anchors.get(name);
    if (node == null) {
      throw stop(alias, "*" + name + " (expected: an anchor &" + name + " before it)");
    }
    countNodes(alias, node.size());
    return node;
  }

  private void countNodes(Event event, int more) throws InvalidConfigException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw stop(event, "too many values (expected: at most " + MAX_NODES + ", aliases included)");
    }
  }

  private void refuseTag(Event event, @Nullable String tag, String path) {
    if (tag != null) {
      add(event, path, "tag " + Texts.value(tag) + " (expected: no tag)");
    }
  }

  private void add(Event event, String path, String message) {
    problems.add(line(event), column(event), path, message);
  }

  private InvalidConfigException stop(Event event, String message) {
    return problems.stop(line(event), column(event), message);
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().getColumn() + 1;
  }
}
