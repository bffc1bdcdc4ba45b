// A typical handler: verifies the delivery with Express and the official server SDK, appends one line, answers 200.
// node handler.js CAPTURE; prints its port. NODE_PATH locates the packages.
const fs = require("node:fs");
const express = require("express");
const { StreamClient } = require("@stream-io/node-sdk");

const client = new StreamClient("bench", process.env.STREAM_API_SECRET);
const capture = fs.openSync(process.argv[2], "a");
const app = express();
app.post("/", express.raw({ type: "application/json", limit: "5mb" }), (request, response) => {
  let event;
  try {
    event = client.verifyAndParseWebhook(request.body, request.get("X-Signature"));
  } catch {
    response.sendStatus(401);
    return;
  }
  fs.writeSync(capture, JSON.stringify({ type: event.type, body: request.body.toString() }) + "\n");
  response.sendStatus(200);
});
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
