package io.forebay.exchange;

import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.config.TextTemplate;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.TextEscape;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the operator's pages, in the forms that there are. Immutable. */
final class ErrorPage {

  private static final byte[] NO_BODY = {};

  /** As it is sent; a status of 0 is that of the error. */
  private final Map<ErrorBody, ErrorReply> forms = new EnumMap<>(ErrorBody.class);

  private final @Nullable String node;

  /**
   * The page of {@code config}, which has at least one answer.
   *
   * @param node what this instance is called; null for nothing
   */
  ErrorPage(ErrorPageConfig config, @Nullable String node) {
    this.node = node;
    boolean choice = config.answers().size() > 1;
    for (Answer answer : config.answers()) {
      switch (answer.form()) {
        case WHOLE -> forms.put(ErrorBody.TEXT, whole(answer));
        case TEXT -> add(ErrorBody.TEXT, ErrorBody.TEXT.contentType(), answer, choice);
        case HTML -> add(ErrorBody.HTML, ErrorBody.HTML.contentType(), answer, choice);
        case JSON -> {
          add(ErrorBody.JSON, "application/json", answer, choice);
          if (choice) {
            add(ErrorBody.PROBLEM, ErrorBody.PROBLEM.contentType(), answer, true);
          }
        }
      }
    }
  }

  private static ErrorReply whole(Answer answer) {
    HeaderBlock.Builder fields = HeaderBlock.builder();
    answer.fields().forEach(field -> fields.add(field.name(), field.value()));
    return new ErrorReply(answer.status(), fields.build(), Ascii.bytes(answer.body()));
  }

  private void add(ErrorBody form, String contentType, Answer answer, boolean chosen) {
    HeaderBlock fields =
        chosen
            ? ErrorBody.chosen(contentType)
            : HeaderBlock.builder().add("Content-Type", contentType).build();
    TextTemplate text = PageText.of(answer.body());
    byte[] body = text.isConstant() ? Ascii.bytes(text.literals()) : NO_BODY;
    forms.put(form, new ErrorReply(0, 0, fields, body, template(form, text)));
  }

  private @Nullable Template template(ErrorBody form, TextTemplate text) {
    if (text.isConstant()) {
      return null;
    }
    TextEscape escape =
        switch (form) {
          case HTML -> TextEscape.HTML;
          case JSON, PROBLEM -> TextEscape.JSON;
          case TEXT -> TextEscape.FIELD;
        };
    return new Template(text, escape, StandardCharsets.ISO_8859_1, node);
  }

  /** The form that the sender of {@code request} likes best, for an error with {@code status}. */
  ErrorReply reply(int status, HttpHead request) {
    ErrorReply page = forms.get(ErrorBody.of(request, forms.keySet()));
    return page.status() == 0 ? page.withStatus(status) : page;
  }
}
