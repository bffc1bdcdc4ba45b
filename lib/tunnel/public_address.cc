#include "tunnel/public_address.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "net/http_client/curl_url.h"
#include "tunnel/probe.h"

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds check_every_default{30};
/// A free account of ngrok may receive 20,000 requests in a month.
constexpr std::chrono::minutes check_every_ngrok{2};

std::chrono::nanoseconds check_every_of(const PublicAddressSettings& settings) {
  const bool is_ngrok = settings.program && settings.program->text.starts_with("ngrok");
  return settings.check_every.value_or(is_ngrok ? check_every_ngrok : check_every_default);
}

}  // namespace

std::string with_path(const std::string& url, const std::string& path) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t end = url.find_first_of("/?#", host);
  if (end == std::string::npos) return url + path;
  const bool has_path = url[end] == '/' && end + 1 < url.size() && url[end + 1] != '?';
  if (has_path) return url;
  return url.substr(0, end) + path + url.substr(url[end] == '/' ? end + 1 : end);
}

PublicAddress::PublicAddress(PublicAddressSettings settings, std::string path,
                             listener::Listener& listener, AddressObserver& observer,
                             const Clock& clock, Random random)
    : settings_(std::move(settings)),
      path_(std::move(path)),
      listener_(listener),
      observer_(observer),
      clock_(clock),
      random_(random),
      prober_(clock) {}

PublicAddress::~PublicAddress() = default;

void PublicAddress::start() {
  AddressKeeperSettings settings{"", settings_.url.empty(), settings_.checks, settings_.limit,
                                 check_every_of(settings_)};
  std::optional<Error> fault;
  if (settings_.program) {
    auto program = program_of(*settings_.program, listener_.url(), settings_.environment);
    if (program) open_tunnel(*std::move(program));
    if (!program) fault = program.error();
  }
  if (tunnel_) settings.program = tunnel_->name();
  AddressSurroundings& surroundings = *this;
  keeper_.emplace(std::move(settings), surroundings, observer_, clock_, Random(random_.next()));
  if (fault) return keeper_->fail(*fault);
  tunnel_ ? keeper_->start_program() : found(settings_.url);
}

void PublicAddress::linger() {
  if (tunnel_ && keeper_ && keeper_->holds()) tunnel_->linger();
}

void PublicAddress::open_tunnel(Program program) {
  Tunnel::Handlers handlers;
  handlers.found = [this](const std::string& url) { found(url); };
  handlers.note = [this](const std::string& words) { keeper_->note(words); };
  handlers.ended = [this](const Trouble& trouble) { keeper_->program_ended(trouble); };
  if (settings_.shows_output)
    handlers.output = [this](const std::string& line) {
      observer_.address_output(tunnel_->name() + ": " + line);
    };
  tunnel_ = std::make_unique<Tunnel>(std::move(program), settings_.probe.secret, settings_.limit,
                                     listener_.server(), clock_, std::move(handlers));
}

void PublicAddress::found(const std::string& url) {
  listener_.count_sent_to(net::host_field_of(url));
  keeper_->found(with_path(url, path_));
}

void PublicAddress::after(std::chrono::nanoseconds pause, std::function<void()> task) {
  listener_.server().after(pause, std::move(task));
}

void PublicAddress::probe(const std::string& url, std::optional<std::chrono::nanoseconds> limit,
                          std::function<void(const ProbeResult&)> done) {
  settings_.probe.url = url;
  auto probe = std::make_shared<Probe>(make_probe(settings_.probe, random_));
  listener_.probes().expect(probe->id, probe->signature, probe->token);
  net::HttpRequest request = probe->request;
  if (limit) request.timeout = std::min(request.timeout, *limit);
  prober_.send(std::move(request),
               [this, probe, done = std::move(done)](net::HttpOutcome&& outcome) {
                 listener_.server().post([this, probe, done, outcome = std::move(outcome)] {
                   listener_.probes().forget(probe->id);
                   done({fault_of(*probe, outcome, listener_.url()),
                         outcome.kind == net::HttpOutcome::Kind::answered});
                 });
               });
}

std::uint64_t PublicAddress::came_through() {
  return listener_.sent_to_host();
}

Result<void> PublicAddress::start_program() {
  return tunnel_->start();
}

void PublicAddress::end_program() {
  tunnel_->end_run();
}

}  // namespace streamctl::tunnel
