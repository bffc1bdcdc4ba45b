#include "tunnel/address_keeper.h"

#include <algorithm>
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
/// A program that ends with exit code 0 sooner may have left another one in the background.
constexpr std::chrono::seconds short_run{10};
constexpr int short_runs_max = 3;
/// An unknown name of a tunnel is taken to be known elsewhere after this time.
constexpr std::chrono::seconds unknown_name_patience{10};

Error background_error(const std::string& name) {
  return network_error("no public address: " + name +
                           " ends at once with exit code 0, each time: it runs in the background",
                       "keep it in the foreground (without -f, --bg and the like), or start it "
                       "yourself and pass --public-url alone");
}

}  // namespace

AddressKeeper::AddressKeeper(AddressKeeperSettings settings, AddressSurroundings& surroundings,
                             AddressObserver& observer, const Clock& clock, Random random)
    : settings_(std::move(settings)),
      surroundings_(surroundings),
      observer_(observer),
      clock_(clock),
      random_(random),
      outage_(settings_.check_every) {}

void AddressKeeper::start_program() {
  started_at_ = clock_.steady();
  if (auto started = surroundings_.start_program(); !started) fail(started.error());
}

void AddressKeeper::program_ended(const Trouble& trouble) {
  if (is_over_) return;
  ++round_;
  wants_probe_ = is_watched_ = false;
  const auto ran = clock_.steady() - started_at_;
  short_runs_ = trouble.is_clean && ran < short_run ? short_runs_ + 1 : 0;
  if (short_runs_ == short_runs_max) return fail(background_error(settings_.program));
  const auto wait = restart_.wait_after(ran, has_held_, trouble.is_lasting, trouble.wait_least);
  if (!wait) return fail(network_error("no public address: " + trouble.why, trouble.hint));
  const std::string words = trouble.why + "; starting it again in " + duration_text(*wait);
  holds_ ? lose(words) : note(words);
  surroundings_.after(*wait, [this] {
    if (!is_over_) start_program();
  });
}

void AddressKeeper::found(const std::string& url) {
  if (is_over_ || (holds_ && url == url_)) return;
  url_ = url;
  found_at_ = clock_.steady();
  ++round_;
  is_watched_ = is_dark_ = false;
  if (!settings_.checks) return hold(false);
  wants_probe_ = true;
  probe();
}

void AddressKeeper::probe() {
  // One at a time: what is under way begins the next round.
  if (std::exchange(is_probing_, true)) return;
  std::optional<std::chrono::nanoseconds> limit;
  if (!has_held_)
    limit = std::max(settings_.limit - (clock_.steady() - found_at_), probe_time_least);
  surroundings_.probe(url_, limit, [this, round = round_](const ProbeResult& result) {
    is_probing_ = false;
    if (round == round_) return probed(result);
    if (wants_probe_) probe();
  });
}

void AddressKeeper::probed(const ProbeResult& result) {
  if (!result.fault) {
    outage_.end();
    return is_watched_ && url_ == proven_url_ ? look_later(settings_.check_every) : hold(true);
  }
  const ProbeFault& fault = *result.fault;
  if (!is_watched_) return leads_elsewhere(fault, result.is_answered);
  if (is_unknown_here(fault)) return look_later(settings_.check_every);
  doubt(fault);
}

/// Whether others may know the name of the tunnel's address, although this machine never did.
bool AddressKeeper::is_unknown_here(const ProbeFault& fault) const {
  return fault.is_name_unknown && !settings_.program.empty() && settings_.reads_address &&
         url_ != proven_url_ && !is_dark_;
}

/// A probe of an address that does not hold has failed.
void AddressKeeper::leads_elsewhere(const ProbeFault& fault, bool is_answered) {
  const auto waited = clock_.steady() - found_at_;
  const std::string leads_not = printable(url_) + " does not lead here";
  if (is_unknown_here(fault) && waited >= unknown_name_patience) {
    note(printable(url_) +
         " could not be checked from here: its name is not known to this "
         "machine's resolver; others may know it");
    return hold(false);
  }
  const bool is_late = is_dark_ || fault.is_final || waited >= settings_.limit;
  if (is_late && !has_held_) {
    const std::string within = fault.is_final ? "" : " within " + duration_text(settings_.limit);
    return fail(
        network_error("the public address " + leads_not + within + ": " + fault.why, fault.hint));
  }
  if (is_late && holds_) lose(leads_not + ": " + fault.why);
  if (!is_late) note("Waiting for " + printable(url_) + " to lead here: " + fault.why);
  if (is_late && restart_program(fault, is_answered)) return;
  probe_later(is_late ? lost_pause : (fault.is_name_unknown ? unknown_name_pause : probe_pause));
}

void AddressKeeper::probe_later(std::chrono::nanoseconds pause) {
  if (is_dark_) pause = std::min(pause, settings_.check_every);
  surroundings_.after(pause, [this, round = round_] {
    if (round == round_) probe();
  });
}

/// Whether the program is ended, to be started again, since its address leads elsewhere.
bool AddressKeeper::restart_program(const ProbeFault& fault, bool is_answered) {
  if (settings_.program.empty() || settings_.check_every.count() == 0 || fault.is_final)
    return false;
  if (!outage_.wants_restart(clock_.steady() - found_at_, is_answered)) return false;
  ++round_;
  wants_probe_ = false;
  surroundings_.end_program();
  return true;
}

void AddressKeeper::hold(bool is_checked) {
  ++round_;
  holds_ = has_held_ = true;
  is_watched_ = settings_.checks;
  is_dark_ = false;
  noted_.clear();
  if (is_checked) proven_url_ = url_;
  observer_.address_holds(url_, is_checked);
  look_later(settings_.check_every);
}

/// Probes an address that holds after `pause`, unless something has come through it by then.
void AddressKeeper::look_later(std::chrono::nanoseconds pause) {
  wants_probe_ = false;
  if (!is_watched_ || settings_.check_every.count() == 0) return;
  // Not in step with other listeners.
  pause += std::chrono::nanoseconds{random_.between(0, pause.count() / 4)};
  const std::uint64_t before = surroundings_.came_through();
  surroundings_.after(pause, [this, before, round = round_] {
    if (round != round_) return;
    if (surroundings_.came_through() != before) {
      outage_.end();
      return look_later(settings_.check_every);
    }
    wants_probe_ = true;
    probe();
  });
}

/// A probe of an address that holds has failed.
void AddressKeeper::doubt(const ProbeFault& fault) {
  if (!outage_.add_failure())
    return look_later(std::min<std::chrono::nanoseconds>(doubt_pause, settings_.check_every));
  is_watched_ = false;
  is_dark_ = true;
  found_at_ = clock_.steady();
  std::string next = fault.hint.empty() ? "" : "; " + fault.hint;
  if (!settings_.program.empty())
    next = "; " + settings_.program + " is started again if it stays so";
  lose(printable(url_) + " does not lead here any more: " + fault.why + next);
  probe_later(lost_pause);
}

void AddressKeeper::lose(const std::string& why) {
  holds_ = false;
  observer_.address_lost(why);
}

void AddressKeeper::fail(const Error& error) {
  ++round_;
  wants_probe_ = is_watched_ = false;
  is_over_ = true;
  observer_.address_failed(error);
}

void AddressKeeper::note(const std::string& words) {
  if (std::exchange(noted_, words) != words) observer_.address_note(words);
}

}  // namespace streamctl::tunnel
