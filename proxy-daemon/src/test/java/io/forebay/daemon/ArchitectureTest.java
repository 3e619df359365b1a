package io.forebay.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports point downwards. */
class ArchitectureTest {
  private static final String ROOT = "io.forebay.";

  /** The packages of proxy-core, lowest first; those on one level know nothing of each other. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("util", "stats"),
          List.of("config"),
          List.of("net", "compress", "auth"),
          List.of("http", "backend", "log"),
          List.of("http1", "http2", "balance", "route", "limit", "cookie"),
          List.of("upstream", "condition"),
          List.of("exchange"),
          List.of("filter", "observe", "inspect"),
          List.of("runtime"));

  private static final List<String> ADAPTERS = List.of("health", "tls", "admin");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.forebay");

  @Test
  void corePackages_importOnlyPackagesBelow() {
    classes()
        .that()
        .resideOutsideOfPackages("io.forebay.daemon..", "io.forebay.bench..")
        .and()
        .resideOutsideOfPackages(
            ADAPTERS.stream().map(it -> ROOT + it + "..").toArray(String[]::new))
        .should(new ImportDownwards())
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"health", "tls", "admin"})
  void adapter_importsCoreOnly(String adapter) {
    String[] others =
        ADAPTERS.stream()
            .filter(it -> !it.equals(adapter))
            .map(it -> ROOT + it + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + adapter + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void daemon_importedByNobody() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.forebay.daemon..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.forebay.daemon..")
        .check(CLASSES);
  }

  @Test
  void commands_knowConfigurationOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.forebay.daemon.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.forebay.daemon", "io.forebay.daemon.demo..", "io.forebay.runtime..", "io.netty..")
        .check(CLASSES);
  }

  @Test
  void packages_freeOfCycles() {
    slices().matching("io.forebay.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** A class of a level imports its own package or lower levels. */
  private static final class ImportDownwards extends ArchCondition<JavaClass> {
    private final Map<String, Integer> levels = new HashMap<>();

    ImportDownwards() {
      super("import only packages on lower levels");
      for (int level = 0; level < LEVELS.size(); level++) {
        for (String name : LEVELS.get(level)) {
          levels.put(name, level);
        }
      }
    }

    @Override
    public void check(JavaClass origin, ConditionEvents events) {
      String from = packageOf(origin);
      if (!levels.containsKey(from)) {
        events.add(SimpleConditionEvent.violated(origin, origin.getName() + ": unknown package"));
        return;
      }
      origin.getDirectDependenciesFromSelf().stream()
          .filter(it -> it.getTargetClass().getPackageName().startsWith(ROOT))
          .filter(it -> !packageOf(it.getTargetClass()).equals(from))
          .filter(it -> !isBelow(packageOf(it.getTargetClass()), from))
          .forEach(it -> events.add(SimpleConditionEvent.violated(it, it.getDescription())));
    }

    private boolean isBelow(String target, String from) {
      Integer level = levels.get(target);
      return level != null && level < levels.get(from);
    }

    private static String packageOf(JavaClass type) {
      return type.getPackageName().substring(ROOT.length()).split("\\.")[0];
    }
  }
}
