#pragma once
#include <vector>

#include "domain/users/device_checks.hpp"
#include "domain/users/password_resets.hpp"
#include "domain/users/registrations.hpp"
#include "server/confirmation_pages.hpp"

namespace parley::server {

/// What links in mails can confirm.
std::vector<Confirmation> confirmations(domain::Registrations& registrations, domain::PasswordResets& resets,
                                        domain::DeviceChecks& checks);

}  // namespace parley::server
