#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "server/guards.hpp"
#include "storage/storage.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// One kind of link in mails: what its page asks, and what the two answers do and say. Texts are HTML.
struct Confirmation {
  using Decide = std::function<Result<void>(storage::Transaction&, std::string_view secret)>;
  struct Answer {
    std::string button;
    std::string title;  ///< of the page that follows
    std::string text;
    Decide decide;
  };
  std::string path;
  std::string title;
  std::string question;
  Answer confirm;
  Answer decline;
  std::string again;  ///< what to do when the link is no longer good
};

/// Serves the links of mails: pages that ask, and the two answers each can send.
/// GET never decides anything, since programs that look at links in mails follow them.
class ConfirmationPages {
 public:
  ConfirmationPages(storage::Database& database, Guards& guards, std::vector<Confirmation> kinds)
      : database_(database), guards_(guards), kinds_(std::move(kinds)) {}

  /// Adds a route for each kind. This object must outlive the server.
  void add_routes(transport::Server& server) const;

 private:
  void handle(const Confirmation& kind, const transport::HttpRequest& request,
              std::function<void(transport::HttpResponse)> reply) const;

  storage::Database& database_;
  Guards& guards_;
  const std::vector<Confirmation> kinds_;
};

}  // namespace parley::server
