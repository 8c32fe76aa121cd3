#pragma once
#include <string>

#include "domain/users/registrations.hpp"
#include "server/guards.hpp"
#include "storage/storage.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Serves the links of sign-up mails: a page that asks, and the two answers it can send.
/// GET never decides anything, since programs that look at links in mails follow them.
class ConfirmationPages {
 public:
  static constexpr const char* kPrefix = "/confirm-email";

  ConfirmationPages(storage::Database& database, domain::Registrations& registrations, Guards& guards)
      : database_(database), registrations_(registrations), guards_(guards) {}

  void handle(transport::HttpRequest request, std::function<void(transport::HttpResponse)> reply);

 private:
  storage::Database& database_;
  domain::Registrations& registrations_;
  Guards& guards_;
};

}  // namespace parley::server
