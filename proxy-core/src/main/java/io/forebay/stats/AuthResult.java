package io.forebay.stats;

/** How a request fared that has to say a name and a password. */
public enum AuthResult {
  SUCCESS,
  /** The user is not known, or the password is another. */
  FAILURE,
  /** It says neither, or nothing that can be understood. */
  MISSING,
  /** Too many passwords wait to be verified. */
  OVERLOAD
}
