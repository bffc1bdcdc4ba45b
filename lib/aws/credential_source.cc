#include "aws/credential_source.h"

#include <utility>

#include "aws/metadata.h"
#include "aws/profile.h"

namespace streamctl::aws {

Result<Credentials> find_credentials(const Environment& environment, const std::stop_token& stop) {
  auto own = credentials_in(environment);
  if (!own) return std::move(own).error();
  if (*own) return **std::move(own);

  auto files = read_profile_files(environment);
  if (!files) return std::move(files).error();
  const bool is_named = !value_in(environment, "AWS_PROFILE").empty();
  auto profile = credentials_in(*files, profile_name(environment), is_named);
  if (!profile) return std::move(profile).error();
  if (*profile) return **std::move(profile);

  auto container = container_credentials(environment, stop);
  if (!container) return std::move(container).error();
  if (*container) return **std::move(container);
  auto machine = machine_credentials(environment, stop);
  if (!machine) return std::move(machine).error();
  if (*machine) return **std::move(machine);
  return config_error("no AWS credentials",
                      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
}

CredentialSource::CredentialSource(Find find, const Clock& clock)
    : find_(std::move(find)), clock_(clock) {}

Result<Credentials> CredentialSource::current() {
  const bool expires_soon =
      found_ && found_->expires_at && *found_->expires_at - clock_.now() < renewed_before;
  if ((!found_ || expires_soon) && clock_.steady() >= next_look_) look();
  if (!found_) return *failure_;
  if (failure_ && found_->expires_at && *found_->expires_at <= clock_.now())
    return failure_->in("the AWS credentials have expired");
  return *found_;
}

bool CredentialSource::renew(const Credentials& refused) {
  if (found_ && *found_ != refused) return true;  // Renewed since the request was signed.
  if (clock_.steady() < next_look_) return false;
  look();
  if (found_ && *found_ != refused) return true;
  next_look_ = clock_.steady() + renewal_pause;
  return false;
}

void CredentialSource::look() {
  auto found = find_();
  failure_.reset();
  if (found) {
    found_ = *std::move(found);
  } else {
    failure_ = std::move(found).error();
    next_look_ = clock_.steady() + renewal_pause;
  }
}

}  // namespace streamctl::aws
