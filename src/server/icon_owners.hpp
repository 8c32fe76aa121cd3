#pragma once
// What icons need to know of users and chats, and the other way round. They know nothing of each other.
#include "domain/chats/chats.hpp"
#include "domain/icons/icons.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"

namespace parley::server {

/// Avatars: everybody has his own.
class UserIcons final : public domain::IconOwners, public domain::UserObserver {
 public:
  UserIcons(domain::Users& users, domain::Icons& icons) : users_(users), icons_(icons) {}

  Result<void> may_change_icon(storage::Reader&, const std::string& user, const std::string& owner) override {
    if (user != owner) return Error{"Restricted access"};
    return {};
  }
  void set_icon(storage::Transaction& transaction, const std::string& owner,
                const std::optional<std::string>& url) override {
    users_.set_icon(transaction, owner, url);
  }
  void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) override {
    users_.rebase_icons(transaction, old_base, new_base);
  }
  void user_removed(storage::Transaction& transaction, const std::string& user) override {
    icons_.forget(transaction, domain::IconKind::user, user);
  }

 private:
  domain::Users& users_;
  domain::Icons& icons_;
};

class SpaceIcons final : public domain::IconOwners, public domain::SpaceObserver {
 public:
  SpaceIcons(domain::Spaces& spaces, domain::Icons& icons) : spaces_(spaces), icons_(icons) {}

  Result<void> may_change_icon(storage::Reader& reader, const std::string& user, const std::string& owner) override {
    return spaces_.may_change_icon(reader, user, owner);
  }
  void set_icon(storage::Transaction& transaction, const std::string& owner,
                const std::optional<std::string>& url) override {
    spaces_.set_icon(transaction, owner, url);
  }
  void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) override {
    spaces_.rebase_icons(transaction, old_base, new_base);
  }
  void space_deleted(storage::Transaction& transaction, const std::string& space) override {
    icons_.forget(transaction, domain::IconKind::space, space);
  }

 private:
  domain::Spaces& spaces_;
  domain::Icons& icons_;
};

class ChatIcons final : public domain::IconOwners, public domain::ChatObserver {
 public:
  ChatIcons(domain::Chats& chats, domain::Icons& icons) : chats_(chats), icons_(icons) {}

  Result<void> may_change_icon(storage::Reader& reader, const std::string& user, const std::string& owner) override {
    return chats_.may_change_icon(reader, user, owner);
  }
  void set_icon(storage::Transaction& transaction, const std::string& owner,
                const std::optional<std::string>& url) override {
    chats_.set_icon(transaction, owner, url);
  }
  void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) override {
    chats_.rebase_icons(transaction, old_base, new_base);
  }
  void chat_deleted(storage::Transaction& transaction, const domain::Chat& chat) override {
    icons_.forget(transaction, domain::IconKind::chat, chat.id);
  }

 private:
  domain::Chats& chats_;
  domain::Icons& icons_;
};

}  // namespace parley::server
