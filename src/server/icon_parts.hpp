#pragma once
// Everything about icons, put together.
#include "domain/icons/icon_uploads.hpp"
#include "domain/icons/icons.hpp"
#include "pictures/picture_workshop.hpp"
#include "server/icon_owners.hpp"
#include "server/icon_routes.hpp"

namespace parley::server {

/// Made before the first call; outlives the database's last job, but for `stop`.
class IconParts {
 public:
  IconParts(const Clock& clock, domain::IconsConfig config, const blobs::BlobReferences& references,
            domain::Users& users, domain::Spaces& spaces, domain::Chats& chats)
      : icons_(clock, references, config),
        user_icons_(users, icons_),
        space_icons_(spaces, icons_),
        chat_icons_(chats, icons_) {
    icons_.serve(domain::IconKind::user, user_icons_);
    icons_.serve(domain::IconKind::space, space_icons_);
    icons_.serve(domain::IconKind::chat, chat_icons_);
    users.observe(user_icons_);
    spaces.observe(space_icons_);
    chats.observe(chat_icons_);
  }

  domain::Icons& icons() { return icons_; }
  /// Before the first connection: links begin with `base`.
  void start(const std::string& base, storage::Database& database, blobs::BlobStore& store, FileWorkers& files,
             transport::Server& transport) {
    database.write_and_wait([&](storage::Transaction& transaction) { icons_.on_start(transaction, base); });
    uploads_ = std::make_unique<domain::IconUploads>(database, workshop_, store, icons_);
    routes_ = std::make_unique<IconRoutes>(database, files, store, icons_, *uploads_);
    routes_->add_to(transport);
  }
  /// Waits for the requests under way. After the transport has stopped, before the workers and the database end.
  void stop() { routes_.reset(); }

 private:
  domain::Icons icons_;
  UserIcons user_icons_;
  SpaceIcons space_icons_;
  ChatIcons chat_icons_;
  const pictures::PictureWorkshop workshop_{{.program = pictures::PictureWorkshop::find_program()}};
  std::unique_ptr<domain::IconUploads> uploads_;
  std::unique_ptr<IconRoutes> routes_;
};

}  // namespace parley::server
