#include "tunnel/public_address.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds probe_pause{1};
/// For the answer to a probe just before the limit.
constexpr std::chrono::nanoseconds probe_time_least = std::chrono::seconds{3};
/// Resolvers remember that a name is unknown, and asking again does not help them to forget.
constexpr std::chrono::seconds unknown_name_pause{5};
/// While an address that held once leads nowhere.
constexpr std::chrono::seconds lost_pause{10};
/// After a failed probe of an address that holds.
constexpr std::chrono::seconds doubt_pause{2};
constexpr std::chrono::seconds check_every_default{30};
/// A free account of ngrok may receive 20,000 requests in a month.
constexpr std::chrono::minutes check_every_ngrok{2};
/// A program that ends with exit code 0 sooner may have left another one in the background.
constexpr std::chrono::seconds short_run{10};
constexpr int short_runs_max = 3;
/// An unknown name of a tunnel is taken to be known elsewhere after this time.
constexpr std::chrono::seconds unknown_name_patience{10};

std::chrono::nanoseconds check_every_of(const PublicAddressSettings& settings) {
  const bool is_ngrok = settings.program && settings.program->text.starts_with("ngrok");
  return settings.check_every.value_or(is_ngrok ? check_every_ngrok : check_every_default);
}

Error background_error(const std::string& name) {
  return network_error("no public address: " + name +
                           " ends at once with exit code 0, each time: it runs in the background",
                       "keep it in the foreground (without -f, --bg and the like), or start it "
                       "yourself and pass --public-url alone");
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
      check_every_(check_every_of(settings_)),
      outage_(check_every_),
      prober_(clock) {}

PublicAddress::~PublicAddress() = default;

void PublicAddress::start() {
  if (!settings_.program) return found(settings_.url);
  open_tunnel();
}

void PublicAddress::linger() {
  if (tunnel_ && holds_) tunnel_->linger();
}

void PublicAddress::open_tunnel() {
  auto program = program_of(*settings_.program, listener_.url(), settings_.environment);
  if (!program) return fail(program.error());
  Tunnel::Handlers handlers;
  handlers.found = [this](const std::string& url) { found(url); };
  handlers.note = [this](const std::string& words) { note(words); };
  handlers.ended = [this](const Trouble& trouble) { tunnel_ended(trouble); };
  if (settings_.shows_output)
    handlers.output = [this](const std::string& line) {
      observer_.address_output(tunnel_->name() + ": " + line);
    };
  tunnel_ = std::make_unique<Tunnel>(*std::move(program), settings_.probe.secret, settings_.limit,
                                     listener_.server(), clock_, std::move(handlers));
  start_tunnel();
}

void PublicAddress::start_tunnel() {
  started_at_ = clock_.steady();
  if (auto started = tunnel_->start(); !started) fail(started.error());
}

void PublicAddress::tunnel_ended(const Trouble& trouble) {
  if (is_over_) return;
  ++round_;
  wants_probe_ = is_proven_ = false;
  const auto ran = clock_.steady() - started_at_;
  short_runs_ = trouble.is_clean && ran < short_run ? short_runs_ + 1 : 0;
  if (short_runs_ == short_runs_max) return fail(background_error(tunnel_->name()));
  const auto wait = restart_.wait_after(ran, has_held_, trouble.is_lasting, trouble.wait_least);
  if (!wait) return fail(network_error("no public address: " + trouble.why, trouble.hint));
  const std::string words = trouble.why + "; starting it again in " + duration_text(*wait);
  holds_ ? lost(words) : note(words);
  listener_.server().after(*wait, [this] {
    if (!is_over_) start_tunnel();
  });
}

/// Probes `url` until it leads here, or the limit is reached.
void PublicAddress::found(const std::string& url) {
  const std::string full = with_path(url, path_);
  if (is_over_ || (holds_ && full == url_)) return;
  url_ = full;
  found_at_ = clock_.steady();
  ++round_;
  is_proven_ = is_dark_ = false;
  if (!settings_.checks) return holds(false);
  wants_probe_ = true;
  probe();
}

void PublicAddress::probe() {
  // One at a time: what is under way begins the next round.
  if (std::exchange(is_probing_, true)) return;
  settings_.probe.url = url_;
  auto probe = std::make_shared<Probe>(make_probe(settings_.probe, random_));
  listener_.probes().expect(probe->id, probe->signature, probe->token);
  net::HttpRequest request = probe->request;
  if (!has_held_) {
    const auto left = settings_.limit - (clock_.steady() - found_at_);
    request.timeout = std::min(request.timeout, std::max(left, probe_time_least));
  }
  prober_.send(std::move(request), [this, probe, round = round_](net::HttpOutcome&& outcome) {
    listener_.server().post([this, probe, round, outcome = std::move(outcome)] {
      listener_.probes().forget(probe->id);
      is_probing_ = false;
      if (round == round_) return probed(*probe, outcome);
      if (wants_probe_) this->probe();
    });
  });
}

void PublicAddress::probed(const Probe& probe, const net::HttpOutcome& outcome) {
  const auto fault = fault_of(probe, outcome, listener_.url());
  if (!fault) {
    outage_.end();
    return is_proven_ ? look_later(check_every_) : holds(true);
  }
  if (is_proven_) return doubt(*fault);
  const auto waited = clock_.steady() - found_at_;
  const std::string leads_not = printable(url_) + " does not lead here";
  if (fault->is_name_unknown && tunnel_ && settings_.url.empty() && url_ != proven_url_ &&
      waited >= unknown_name_patience) {
    note(printable(url_) +
         " could not be checked from here: its name is not known to this "
         "machine's resolver; others may know it");
    return holds(false);
  }
  const bool is_late = is_dark_ || fault->is_final || waited >= settings_.limit;
  if (is_late && !has_held_) {
    const std::string within = fault->is_final ? "" : " within " + duration_text(settings_.limit);
    return fail(
        network_error("the public address " + leads_not + within + ": " + fault->why, fault->hint));
  }
  if (is_late && holds_) lost(leads_not + ": " + fault->why);
  if (!is_late) note("Waiting for " + printable(url_) + " to lead here: " + fault->why);
  if (is_late && restart_tunnel(*fault, outcome.kind == net::HttpOutcome::Kind::answered)) return;
  probe_later(is_late ? lost_pause : (fault->is_name_unknown ? unknown_name_pause : probe_pause));
}

void PublicAddress::probe_later(std::chrono::nanoseconds pause) {
  if (is_dark_) pause = std::min(pause, check_every_);
  listener_.server().after(pause, [this, round = round_] {
    if (round == round_) this->probe();
  });
}

/// Whether the program is ended, to be started again, since its address leads elsewhere.
bool PublicAddress::restart_tunnel(const ProbeFault& fault, bool is_reached) {
  if (!tunnel_ || check_every_.count() == 0 || fault.is_final) return false;
  if (!outage_.wants_restart(clock_.steady() - found_at_, is_reached)) return false;
  ++round_;
  wants_probe_ = false;
  tunnel_->end_run();
  return true;
}

void PublicAddress::holds(bool is_checked) {
  ++round_;
  wants_probe_ = false;
  holds_ = has_held_ = true;
  noted_.clear();
  observer_.address_holds(url_, is_checked);
  is_proven_ = is_checked;
  is_dark_ = false;
  if (!is_proven_) return;
  proven_url_ = url_;
  look_later(check_every_);
}

/// Probes an address that holds after `pause`, unless something has been received by then.
void PublicAddress::look_later(std::chrono::nanoseconds pause) {
  wants_probe_ = false;
  if (check_every_.count() == 0) return;
  // Not in step with other listeners.
  pause += std::chrono::nanoseconds{random_.between(0, pause.count() / 4)};
  const std::uint64_t received = listener_.tally().received;
  listener_.server().after(pause, [this, received, round = round_] {
    if (round != round_) return;
    if (listener_.tally().received != received) {
      outage_.end();
      return look_later(check_every_);
    }
    wants_probe_ = true;
    probe();
  });
}

/// A probe of an address that holds has failed.
void PublicAddress::doubt(const ProbeFault& fault) {
  if (!outage_.add_failure())
    return look_later(std::min<std::chrono::nanoseconds>(doubt_pause, check_every_));
  is_proven_ = false;
  is_dark_ = true;
  found_at_ = clock_.steady();
  std::string next = fault.hint.empty() ? "" : "; " + fault.hint;
  if (tunnel_) next = "; " + tunnel_->name() + " is started again if it stays so";
  lost(printable(url_) + " does not lead here any more: " + fault.why + next);
  probe_later(lost_pause);
}

void PublicAddress::lost(const std::string& why) {
  holds_ = false;
  observer_.address_lost(why);
}

void PublicAddress::fail(const Error& error) {
  ++round_;
  wants_probe_ = false;
  is_over_ = true;
  observer_.address_failed(error);
}

/// Reports `words` unless they are the same as before.
void PublicAddress::note(const std::string& words) {
  if (std::exchange(noted_, words) != words) observer_.address_note(words);
}

}  // namespace streamctl::tunnel
