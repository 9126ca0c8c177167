package org.phantomnet.protocol.mailbox;

/** Paths of the mailbox's HTTPS interface (spec/08-mailbox, "Requests"). */
public final class MailboxPaths {
  public static final String REGISTER = "/v1/register";
  public static final String UPLOAD_KEYS = "/v1/keys";
  public static final String COUNT_KEYS = "/v1/keys/count";
  public static final String BUNDLES = "/v1/bundles";
  public static final String ACCOUNT = "/v1/account";
  public static final String CERTIFICATE = "/v1/certificate";
  public static final String DELIVERY_TOKEN = "/v1/delivery-token";
  public static final String DEVICES = "/v1/devices";
  public static final String LINK_TAKE = "/v1/link/take";
  public static final String LINK_PUT = "/v1/link/put";
  public static final String LINK_REGISTER = "/v1/link/register";
  public static final String SEND = "/v1/send";
  public static final String DOCUMENT = "/v1/mailbox";
  public static final String FORWARD_PASS = "/v1/forward-pass";
  public static final String FORWARD_DOCUMENT = "/v1/forward-document";
  public static final String FORWARD = "/v1/forward";
  public static final String SEALED = "/v1/sealed";
  public static final String RECEIVE = "/v1/receive";

  private MailboxPaths() {}
}
