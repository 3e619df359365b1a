package io.forebay.exchange;

import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.EnumMap;
import java.util.Map;

/** One of the operator's pages, in the forms that there are. Immutable. */
final class ErrorPage {

  /** As it is sent; a status of 0 is that of the error. */
  private final Map<ErrorBody, ErrorReply> forms = new EnumMap<>(ErrorBody.class);

  /** The page of {@code config}, which has at least one answer. */
  ErrorPage(ErrorPageConfig config) {
    boolean choice = config.answers().size() > 1;
    for (Answer answer : config.answers()) {
      byte[] body = Ascii.bytes(answer.body());
      switch (answer.form()) {
        case WHOLE -> forms.put(ErrorBody.TEXT, whole(answer, body));
        case TEXT -> add(ErrorBody.TEXT, ErrorBody.TEXT.contentType(), body, choice);
        case HTML -> add(ErrorBody.HTML, ErrorBody.HTML.contentType(), body, choice);
        case JSON -> {
          add(ErrorBody.JSON, "application/json", body, choice);
          if (choice) {
            add(ErrorBody.PROBLEM, ErrorBody.PROBLEM.contentType(), body, true);
          }
        }
      }
    }
  }

  private static ErrorReply whole(Answer answer, byte[] body) {
    HeaderBlock.Builder fields = HeaderBlock.builder();
    answer.fields().forEach(field -> fields.add(field.name(), field.value()));
    return new ErrorReply(answer.status(), fields.build(), body);
  }

  private void add(ErrorBody form, String contentType, byte[] body, boolean chosen) {
    HeaderBlock fields =
        chosen
            ? ErrorBody.chosen(contentType)
            : HeaderBlock.builder().add("Content-Type", contentType).build();
    forms.put(form, new ErrorReply(0, fields, body));
  }

  /** The form that the sender of {@code request} likes best, for an error with {@code status}. */
  ErrorReply reply(int status, HttpHead request) {
    ErrorReply page = forms.get(ErrorBody.of(request, forms.keySet()));
    return page.status() == 0 ? new ErrorReply(status, page.fields(), page.body()) : page;
  }
}
