// Stream's webhooks on Spring: a controller for any Spring Boot application (starter "web"); change the package to yours.
package com.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.*;

@RestController
class StreamWebhook {
  private static final int LIMIT = 5 << 20;
  private final Set<String> seen = ConcurrentHashMap.newKeySet(); // In production a unique column of your database.
  private final ObjectMapper json = new ObjectMapper();
  private final byte[] secret;

  StreamWebhook(@Value("${STREAM_API_SECRET}") String secret) { this.secret = secret.getBytes(); }

  void handle(JsonNode event) { // Your work goes here.
    System.out.println(event.path("type").asText() + " " + event.path("call_cid").asText());
  }

  @PostMapping("/webhooks/stream") // Spring answers 405 to the other methods.
  ResponseEntity<Void> receive(
      // The body as bytes: JSON that was parsed and written again is not what Stream signed.
      @RequestBody(required = false) byte[] sent,
      @RequestHeader(name = "X-Signature", defaultValue = "") String given,
      @RequestHeader(name = "X-Webhook-Id", defaultValue = "") String id) throws GeneralSecurityException {
    try {
      byte[] body = sent == null ? new byte[0] : sent;
      if (body.length > 1 && body[0] == 0x1f && body[1] == (byte) 0x8b) // It was signed before it was compressed.
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readNBytes(LIMIT);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String right = HexFormat.of().formatHex(mac.doFinal(body));
      if (!MessageDigest.isEqual(right.getBytes(), given.getBytes())) return ResponseEntity.status(401).build();
      JsonNode event = json.readTree(body);
      // After the answer, so that Stream never waits for it; a retry is acknowledged, and not handled again.
      if (seen.add(id)) CompletableFuture.runAsync(() -> handle(event));
      return ResponseEntity.ok().build();
    } catch (IOException broken) {
      return ResponseEntity.badRequest().build();
    }
  }
}
