#include "domain/contacts/contact_card.hpp"

#include <string_view>

#include "protocol/writer.hpp"

namespace parley::domain {

ContactCard::ContactCard(PublicProfile profile) : PublicProfile(std::move(profile)) {
  std::string text;
  protocol::write_json(text, contact(false, usual_contact_volume, protocol::PresenceStatus::ONLINE));
  // It is there once: quotes within texts are escaped.
  constexpr std::string_view key = R"("status":")";
  const std::size_t status = text.find(key) + key.size();
  before_status_ = text.substr(0, status);
  behind_status_ = text.substr(status + protocol::wire(protocol::PresenceStatus::ONLINE).size());
}

protocol::Contact ContactCard::contact(bool is_friend, std::int64_t volume, protocol::PresenceStatus status) const {
  return {.userId = id,
          .nickname = nickname,
          .icon = icon,
          .friend_ = is_friend,
          .status = status,
          .publicKey = public_key,
          .encryptionEnabled = encryption_enabled,
          .personalSettings = {.volume = volume}};
}

void ContactCard::write(std::string& out, bool is_friend, std::int64_t volume, protocol::PresenceStatus status) const {
  if (is_friend || volume != usual_contact_volume) return protocol::write_json(out, contact(is_friend, volume, status));
  out.append(before_status_).append(protocol::wire(status)).append(behind_status_);
}

}  // namespace parley::domain
