package org.phantomnet.protocol.crypto;

import java.nio.charset.StandardCharsets;

/** What a derived key or a hash is for: every one names its label, listed in spec/03-keys.md. */
public enum Label {
  CONVERSATION_V1("PhantomNet conversation v1"),
  CALL_V1("PhantomNet call v1"),
  TRANSCRIPT_V1("PhantomNet transcript v1"),
  EARLY_V1("PhantomNet early v1"),
  EARLY_CALLER_V1("PhantomNet early caller v1"),
  EARLY_CALLEE_V1("PhantomNet early callee v1"),
  POLICY_CALLER_V1("PhantomNet policy caller v1"),
  POLICY_CALLEE_V1("PhantomNet policy callee v1"),
  CONFIRM_CALLER_V1("PhantomNet confirm caller v1"),
  CONFIRM_CALLEE_V1("PhantomNet confirm callee v1"),
  MEDIA_CALLER_V1("PhantomNet media caller v1"),
  MEDIA_CALLEE_V1("PhantomNet media callee v1"),
  REKEY_V1("PhantomNet rekey v1"),
  DTLS_PROOF_V1("PhantomNet DTLS proof v1"),
  MAILBOX_V1("PhantomNet mailbox v1"),
  MAILBOX_DOCUMENT_V1("PhantomNet mailbox document v1"),
  FORWARD_PASS_V1("PhantomNet forward pass v1"),
  SEALED_REQUEST_V1("PhantomNet sealed request v1"),
  SEALED_ANSWER_V1("PhantomNet sealed answer v1"),
  TOKEN_CONTEXT_V1("PhantomNet token context v1"),
  TOKEN_CREDENTIAL_V1("PhantomNet token credential v1"),
  TOKEN_PASSWORD_V1("PhantomNet token password v1"),
  TOKEN_SPENT_V1("PhantomNet token spent v1");

  private final String text;

  Label(String text) {
    this.text = text;
  }

  byte[] ascii() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
