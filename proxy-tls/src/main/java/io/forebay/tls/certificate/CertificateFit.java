package io.forebay.tls.certificate;

import java.security.interfaces.ECPublicKey;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Whether a client can use a certificate, by what it says in its {@link ClientHello}.
 *
 * <p>TLS 1.3 goes by the algorithms of signatures alone, of which one belongs to each curve. In TLS
 * 1.2 the suites name the type of key too, and any algorithm of that type will do.
 */
final class CertificateFit {
  /** Suites of TLS 1.2 whose server has a key of elliptic curves; those of RSA are all others. */
  private static final BitSet EC_SUITES =
      of(
          0xc009, 0xc00a, 0xc023, 0xc024, 0xc02b, 0xc02c, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcca9,
          0xcc14);

  /** Suites for RSA, with key agreement by elliptic curves or by the key itself. */
  private static final BitSet RSA_SUITES =
      of(
          0xc013, 0xc014, 0xc027, 0xc028, 0xc02f, 0xc030, 0xcca8, 0xcc13, 0x000a, 0x002f, 0x0035,
          0x003c, 0x003d, 0x009c, 0x009d);

  private static final BitSet RSA_PSS = of(0x0804, 0x0805, 0x0806);
  private static final BitSet RSA_ANY = of(0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201);
  private static final BitSet EC_ANY = of(0x0403, 0x0503, 0x0603, 0x0203);
  private static final BitSet P256 = of(0x0403);
  private static final BitSet P384 = of(0x0503);
  private static final BitSet P521 = of(0x0603);

  private final BitSet ecSuites;
  private final BitSet rsaSuites;
  private final boolean tls13;

  /**
   * @param suites which suites of TLS 1.2 the listener has, by their numbers
   * @param tls13 whether the listener speaks TLS 1.3
   */
  CertificateFit(IntPredicate suites, boolean tls13) {
    this.ecSuites = those(EC_SUITES, suites);
    this.rsaSuites = those(RSA_SUITES, suites);
    this.tls13 = tls13;
  }

  private static BitSet of(int... numbers) {
    BitSet set = new BitSet();
    for (int number : numbers) {
      set.set(number);
    }
    return set;
  }

  private static BitSet those(BitSet of, IntPredicate wanted) {
    BitSet set = new BitSet();
    of.stream().filter(wanted).forEach(set::set);
    return set;
  }

  boolean fits(Certificate certificate, ClientHello hello) {
    boolean ec = certificate.type() == KeyType.EC;
    int[] algorithms = hello.signatureAlgorithms();
    if (tls13 && hello.offersTls13()) {
      return algorithms != null && anyOf(algorithms, ec ? curve(certificate) : RSA_PSS);
    }
    boolean suite = anyOf(hello.suites(), ec ? ecSuites : rsaSuites);
    return suite && (algorithms == null || anyOf(algorithms, ec ? EC_ANY : RSA_ANY));
  }

  private static boolean anyOf(int[] numbers, BitSet wanted) {
    for (int number : numbers) {
      if (wanted.get(number)) {
        return true;
      }
    }
    return false;
  }

  private static BitSet curve(Certificate certificate) {
    return switch (KeyType.curveBits((ECPublicKey) certificate.leaf().getPublicKey())) {
      case 256 -> P256;
      case 384 -> P384;
      default -> P521;
    };
  }
}
