package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CertificateConfig;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which client gets which certificate. */
class CertificateStoreTest {

  private static Certificate ec(String... names) {
    return certificate(Pki.EC, KeyType.EC, names);
  }

  private static Certificate rsa(String... names) {
    return certificate(Pki.RSA, KeyType.RSA, names);
  }

  private static Certificate certificate(X509Bundle bundle, KeyType type, String... names) {
    return new Certificate(
        new CertificateConfig(Path.of("/" + type + List.of(names)), null, null, null),
        List.of(names),
        type,
        List.of(bundle.getCertificate()),
        bundle.getKeyPair().getPrivate(),
        null);
  }

  private static CertificateStore store(Certificate... certificates) {
    return new CertificateStore(List.of(certificates), false, it -> true, true);
  }

  private static CertificateStore strict(Certificate... certificates) {
    return new CertificateStore(List.of(certificates), true, it -> true, true);
  }

  private static @Nullable Certificate choose(CertificateStore store, @Nullable String name) {
    return store.choose(Hello.to(name).parsed());
  }

  @Test
  void exactName_beforeWildcard_beforeTheFirst() {
    Certificate first = ec("first.test");
    Certificate wild = ec("*.app.test");
    Certificate exact = ec("www.app.test");
    CertificateStore store = store(first, wild, exact);
    assertThat(choose(store, "www.app.test")).isSameAs(exact);
    assertThat(choose(store, "WWW.app.TEST")).isSameAs(exact);
    assertThat(choose(store, "api.app.test")).isSameAs(wild);
    assertThat(choose(store, "app.test")).isSameAs(first);
    assertThat(choose(store, "a.b.app.test")).isSameAs(first);
    assertThat(choose(store, ".app.test")).isSameAs(first);
    assertThat(choose(store, "*.app.test")).isSameAs(first);
    assertThat(choose(store, "other.test")).isSameAs(first);
    assertThat(choose(store, null)).isSameAs(first);
  }

  @Test
  void strict_otherNamesAndNone_getNone() {
    Certificate certificate = ec("app.test");
    CertificateStore store = strict(certificate);
    assertThat(choose(store, "app.test")).isSameAs(certificate);
    assertThat(choose(store, "other.test")).isNull();
    assertThat(choose(store, null)).isNull();
    assertThat(store.choose(ClientHello.NONE)).isNull();
  }

  @Test
  void needsHello_onlyWhereThereIsAChoice() {
    assertThat(store(ec("app.test")).needsHello()).isFalse();
    assertThat(store(ec("app.test"), ec("other.test")).needsHello()).isTrue();
    assertThat(strict(ec("app.test")).needsHello()).isTrue();
  }

  @Test
  void bothTypes_ellipticCurvesForWhoCan() {
    Certificate rsa = rsa("app.test");
    Certificate ec = ec("app.test");
    CertificateStore store = store(rsa, ec);
    Hello both = Hello.to("app.test");
    assertThat(store.choose(both.parsed())).isSameAs(ec);
    assertThat(store.choose(both.tls12().parsed())).isSameAs(ec);
  }

  @Test
  void bothTypes_rsaForWhoSaysNoSignaturesOfEllipticCurves() {
    CertificateStore store = store(ec("app.test"), rsa("app.test"));
    Hello hello = Hello.to("app.test").algorithms(Hello.RSA_PSS, Hello.RSA_PKCS1);
    assertThat(type(store, hello)).isEqualTo(KeyType.RSA);
    assertThat(type(store, hello.tls12())).isEqualTo(KeyType.RSA);
  }

  @Test
  void bothTypes_ofTls12_theSuitesCountToo() {
    CertificateStore store = store(ec("app.test"), rsa("app.test"));
    Hello hello = Hello.to("app.test").suites(Hello.TLS13_SUITE, Hello.RSA_SUITE);
    assertThat(type(store, hello)).isEqualTo(KeyType.EC);
    assertThat(type(store, hello.tls12())).isEqualTo(KeyType.RSA);
    assertThat(type(store, hello.tls12().suites(Hello.EC_SUITE))).isEqualTo(KeyType.EC);
    assertThat(type(store, hello.algorithms())).isEqualTo(KeyType.RSA);
  }

  @Test
  void bothTypes_whoNamesNoSignatures_goesByItsSuites() {
    CertificateStore store = store(ec("app.test"), rsa("app.test"));
    Hello hello = Hello.to("app.test").algorithms((int[]) null).tls12();
    assertThat(type(store, hello.suites(Hello.RSA_SUITE))).isEqualTo(KeyType.RSA);
    assertThat(type(store, hello.suites(Hello.EC_SUITE))).isEqualTo(KeyType.EC);
  }

  @Test
  void bothTypes_ofTheListenersSuitesAndVersions() {
    List<Certificate> both = List.of(ec("app.test"), rsa("app.test"));
    var rsaOnly = new CertificateStore(both, false, it -> it == Hello.RSA_SUITE, true);
    assertThat(type(rsaOnly, Hello.to("app.test").tls12())).isEqualTo(KeyType.RSA);
    assertThat(type(rsaOnly, Hello.to("app.test"))).isEqualTo(KeyType.EC);
    var tls12 = new CertificateStore(both, false, it -> it == Hello.RSA_SUITE, false);
    assertThat(type(tls12, Hello.to("app.test"))).isEqualTo(KeyType.RSA);
  }

  @Test
  void curves_ofTls13_haveTheirOwnAlgorithms() {
    X509Bundle p384 = Pki.issued(Pki.names("app.test").algorithm(Algorithm.ecp384));
    CertificateStore store = store(certificate(p384, KeyType.EC, "app.test"), rsa("app.test"));
    Hello hello = Hello.to("app.test");
    assertThat(type(store, hello)).isEqualTo(KeyType.RSA);
    assertThat(type(store, hello.algorithms(Hello.ECDSA_P384, Hello.RSA_PSS)))
        .isEqualTo(KeyType.EC);
    assertThat(type(store, Hello.to("app.test").tls12())).isEqualTo(KeyType.EC);
  }

  @Test
  void default_ofBothTypes_isChosenByTypeToo() {
    Certificate rsa = rsa("app.test", "www.app.test");
    Certificate ec = ec("app.test", "www.app.test");
    CertificateStore store = store(rsa, ec);
    assertThat(choose(store, null)).isSameAs(ec);
    Hello hello = Hello.to(null).algorithms(Hello.RSA_PSS);
    assertThat(store.choose(hello.parsed())).isSameAs(rsa);
    assertThat(store.choose(ClientHello.NONE)).isSameAs(rsa);
  }

  @Test
  void certificateWithoutNames_isADefault() {
    Certificate nameless = ec();
    CertificateStore store = store(nameless, rsa("app.test"));
    assertThat(choose(store, null)).isSameAs(nameless);
  }

  private static KeyType type(CertificateStore store, Hello hello) {
    Certificate chosen = store.choose(hello.parsed());
    assertThat(chosen).isNotNull();
    return chosen.type();
  }

  @Test
  void randomStores_chooseAsTheWordsSay() {
    Random random = new Random(11);
    List<String> names = List.of("a", "a.b", "x.a.b", "y.a.b", "z.x.a.b", "b", "*.b", "*.a.b");
    for (int round = 0; round < 5000; round++) {
      List<Certificate> all = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        String[] some =
            random
                .ints(random.nextInt(4), 0, names.size())
                .distinct()
                .mapToObj(names::get)
                .toArray(String[]::new);
        all.add(random.nextBoolean() ? ec(some) : rsa(some));
      }
      boolean strict = random.nextBoolean();
      String asked = random.nextInt(9) == 0 ? null : names.get(random.nextInt(6));
      boolean ecToo = random.nextBoolean();
      Hello hello = Hello.to(asked);
      if (!ecToo) {
        hello.algorithms(Hello.RSA_PSS);
      }
      Certificate chosen =
          new CertificateStore(all, strict, it -> true, true).choose(hello.parsed());
      assertThat(chosen).isSameAs(model(all, strict, asked, ecToo));
    }
  }

  private static @Nullable Certificate model(
      List<Certificate> all, boolean strict, @Nullable String asked, boolean ecToo) {
    List<Certificate> found = asked == null ? List.of() : having(all, asked);
    if (found.isEmpty() && asked != null && asked.contains(".")) {
      found = having(all, "*" + asked.substring(asked.indexOf('.')));
    }
    if (found.isEmpty()) {
      if (strict) {
        return null;
      }
      List<String> first = all.get(0).names();
      found = first.isEmpty() ? List.of(all.get(0)) : having(all, first.get(0));
    }
    KeyType wanted = ecToo ? KeyType.EC : KeyType.RSA;
    for (Certificate it : found) {
      if (it.type() == wanted) {
        return it;
      }
    }
    // Nothing that it could use, or only RSA: the last one of the other type, the first of its own.
    KeyType other = found.get(0).type();
    return other == KeyType.RSA ? found.get(0) : found.get(found.size() - 1);
  }

  private static List<Certificate> having(List<Certificate> all, String name) {
    return all.stream().filter(it -> it.names().contains(name)).toList();
  }
}
