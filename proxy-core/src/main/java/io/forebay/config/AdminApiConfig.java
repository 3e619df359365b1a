package io.forebay.config;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the API and the statistics page of an admin address, and who may change things.
 *
 * @param auth how somebody shows who he is; null for nobody having to
 * @param roles what each of them may; null for everything
 */
public record AdminApiConfig(@Nullable AdminAuthConfig auth, @Nullable AdminRolesConfig roles) {

  /** Nobody is asked who he is. */
  public static final AdminApiConfig DEFAULT = new AdminApiConfig(null, null);

  public AdminApiConfig {
    Set<String> known = auth == null ? Set.of() : auth.names();
    Set<String> unknown =
        roles == null
            ? Set.of()
            : Stream.concat(roles.read().stream(), roles.write().stream())
                .filter(it -> !known.contains(it))
                .collect(Collectors.toCollection(TreeSet::new));
    Checks.require(unknown.isEmpty(), "roles", unknown, "names of auth: " + known);
  }

  /** How somebody shows who he is, where he has to. */
  public AdminAuthConfig requiredAuth() {
    return Objects.requireNonNull(auth, "no auth");
  }

  /** Whether somebody is known by a certificate. */
  public boolean needsCertificates() {
    return auth != null && !auth.clientCertificates().isEmpty();
  }

  /** Whether {@code name}, one of {@code auth}, may see what is served. */
  public boolean mayRead(String name) {
    return mayWrite(name) || (roles != null && roles.read().contains(name));
  }

  /** Whether {@code name}, one of {@code auth}, may change things. */
  public boolean mayWrite(String name) {
    return roles == null || roles.write().contains(name);
  }

  /** Names in neither role, of those that stand in the file itself. */
  public List<String> withoutRole() {
    return auth == null
        ? List.of()
        : auth.ownNames().stream().filter(it -> !mayRead(it)).sorted().toList();
  }
}
