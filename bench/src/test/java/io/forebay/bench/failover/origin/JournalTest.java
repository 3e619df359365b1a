package io.forebay.bench.failover.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  @Test
  void entries_openedTwice_areShared() throws IOException {
    Journal server = open();
    Journal director = open();
    Journal.Entry entry = new Journal.Entry(17, 4, Journal.Event.EXECUTED);
    Journal.Entry check = new Journal.Entry(18, Journal.CHECK, Journal.Event.REFUSED);
    server.add(entry);
    server.add(check);
    assertThat(director.entries()).containsExactly(entry, check);
    assertThat(check.isCheck()).isTrue();
  }

  @Test
  void behave_openedTwice_isSeen() throws IOException {
    Journal server = open();
    assertThat(server.behaviour()).isEqualTo(Behaviour.NORMAL);
    open().behave(Behaviour.RESET);
    assertThat(server.behaviour()).isEqualTo(Behaviour.RESET);
  }

  @Test
  void open_serverStartedAgain_continues() throws IOException {
    open().add(new Journal.Entry(1, 1, Journal.Event.EXECUTED));
    open().add(new Journal.Entry(2, 2, Journal.Event.RESET));
    assertThat(open().entries()).extracting(Journal.Entry::request).containsExactly(1L, 2L);
  }

  private Journal open() throws IOException {
    return Journal.open(directory.resolve("s1.journal"));
  }
}
