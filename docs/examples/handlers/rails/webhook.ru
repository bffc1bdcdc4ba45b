# Stream's webhooks on Rack: gem install puma, then puma --bind tcp://127.0.0.1:3000 webhook.ru
# In Rails the class belongs into lib/, and `mount StreamWebhook.new => "/webhooks/stream"` into config/routes.rb.
require "json"
require "openssl"
require "rack/utils"
require "set"
require "stringio"
require "zlib"

class StreamWebhook
  SECRET = ENV.fetch("STREAM_API_SECRET")
  LIMIT = 5 << 20
  SEEN = Set.new # In production a unique column of your database, which several processes share.

  def call(env)
    return [405, {"allow" => "POST"}, []] unless env["REQUEST_METHOD"] == "POST"
    # The body as bytes: JSON that was parsed and written again is not what Stream signed.
    body = env["rack.input"].read(LIMIT).to_s
    # A body is signed before it is compressed.
    body = Zlib::GzipReader.new(StringIO.new(body)).read(LIMIT).to_s if body.start_with?("\x1f\x8b".b)
    right = OpenSSL::HMAC.hexdigest("SHA256", SECRET, body)
    return [401, {}, []] unless Rack::Utils.secure_compare(right, env["HTTP_X_SIGNATURE"].to_s)
    event = JSON.parse(body)
    # After the answer, so that Stream never waits for it; a retry is acknowledged, and not handled again.
    Thread.new { handle(event) } if SEEN.add?(env["HTTP_X_WEBHOOK_ID"])
    [200, {}, []]
  rescue Zlib::Error, JSON::ParserError
    [400, {}, []]
  end

  def handle(event) = puts(event.values_at("type", "call_cid").join(" ")) # Your work goes here.
end

run Rack::URLMap.new("/webhooks/stream" => StreamWebhook.new) if respond_to?(:run, true)
