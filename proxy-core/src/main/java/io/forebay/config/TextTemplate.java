package io.forebay.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that is filled in for each request: <code>${client_ip}</code> and whatever else {@link
 * TemplateField} has; <code>$${client_ip}</code> is a literal <code>${client_ip}</code>.
 *
 * @param text as it was written
 * @param parts what follows one another
 */
public record TextTemplate(String text, List<Part> parts) {

  /** When a template is filled in. */
  public enum Scope {
    /** Before there is an answer. */
    REQUEST,
    /** With the answer, so that everything is known. */
    RESPONSE
  }

  /**
   * One of: a literal text, a field.
   *
   * @param literal empty where the other is there
   * @param name of what the field is about, in the case it was written in; empty for most
   */
  public record Part(String literal, @Nullable TemplateField field, String name) {}

  public TextTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static TextTemplate parse(String text, Scope scope) {
    List<Part> parts = new ArrayList<>();
    TemplateText.scan(
        text,
        literal -> parts.add(new Part(literal, null, "")),
        reference -> parts.add(part(reference, scope)));
    return new TextTemplate(text, parts);
  }

  /** The template that is {@code literal} and nothing else. */
  public static String escape(String literal) {
    return TemplateText.escape(literal);
  }

  private static Part part(String reference, Scope scope) {
    TemplateField field = TemplateField.of(reference);
    String name = reference.substring(reference.indexOf(':') + 1);
    name = name.length() == reference.length() ? "" : name;
    if (field == null || !field.accepts(name)) {
      throw refused(reference, "", scope);
    }
    if (!field.isKnownIn(scope)) {
      throw refused(reference, ": known once there is an answer", scope);
    }
    return new Part("", field, name);
  }

  private static IllegalArgumentException refused(String reference, String why, Scope scope) {
    String all = String.join(", ", TemplateField.words(scope));
    return new IllegalArgumentException("${" + reference + "}" + why + " (expected: " + all + ")");
  }

  /** Whether it is the same for every request. */
  public boolean isConstant() {
    return parts.stream().allMatch(it -> it.field() == null);
  }

  /** Whether it tells this. */
  public boolean uses(TemplateField field) {
    return parts.stream().anyMatch(it -> it.field() == field);
  }

  /** All of it that does not depend on the request. */
  public String literals() {
    return String.join("", parts.stream().map(Part::literal).toList());
  }
}
