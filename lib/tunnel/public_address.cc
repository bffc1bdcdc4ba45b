#include "tunnel/public_address.h"

#include <memory>
#include <utility>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds probe_pause{1};

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
  found(settings_.url);
}

/// Probes `url` until it leads here, or the limit is reached.
void PublicAddress::found(const std::string& url) {
  url_ = with_path(url, path_);
  found_at_ = clock_.steady();
  ++round_;
  if (!settings_.checks) return observer_.address_holds(url_, false);
  probe();
}

void PublicAddress::probe() {
  settings_.probe.url = url_;
  auto probe = std::make_shared<Probe>(make_probe(settings_.probe, random_));
  listener_.probes().expect(probe->id, probe->signature, probe->token);
  net::HttpRequest request = probe->request;
  prober_.send(std::move(request), [this, probe, round = round_](net::HttpOutcome&& outcome) {
    listener_.server().post([this, probe, round, outcome = std::move(outcome)] {
      listener_.probes().forget(probe->id);
      if (round == round_) probed(*probe, outcome);
    });
  });
}

void PublicAddress::probed(const Probe& probe, const net::HttpOutcome& outcome) {
  const auto fault = fault_of(probe, outcome, listener_.url());
  if (!fault) {
    ++round_;
    return observer_.address_holds(url_, true);
  }
  if (fault->is_final || clock_.steady() - found_at_ >= settings_.limit) {
    ++round_;
    const std::string within = fault->is_final ? "" : " within " + duration_text(settings_.limit);
    return observer_.address_failed(network_error("the public address " + printable(url_) +
                                                      " does not lead here" + within + ": " +
                                                      fault->why,
                                                  fault->hint));
  }
  note("Waiting for " + printable(url_) + " to lead here: " + fault->why);
  listener_.server().after(probe_pause, [this, round = round_] {
    if (round == round_) this->probe();
  });
}

/// Reports `words` unless they are the same as before.
void PublicAddress::note(const std::string& words) {
  if (std::exchange(noted_, words) != words) observer_.address_note(words);
}

}  // namespace streamctl::tunnel
