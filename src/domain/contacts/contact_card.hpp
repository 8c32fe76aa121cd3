#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "domain/users/users.hpp"
#include "protocol/users_types.hpp"

namespace parley::domain {

/// Percent.
constexpr std::int64_t usual_contact_volume = 100;

/// A user's profile, and what most others' lists say about him: that text is made once. Never changes.
class ContactCard : public PublicProfile {
 public:
  explicit ContactCard(PublicProfile profile);

  /// How somebody sees him to whom he is a friend or not, and who has set the volume.
  protocol::Contact contact(bool is_friend, std::int64_t volume, protocol::PresenceStatus status) const;
  /// Appends the same as JSON.
  void write(std::string& out, bool is_friend, std::int64_t volume, protocol::PresenceStatus status) const;

 private:
  // Of one who is no friend, at the usual volume.
  std::string before_status_, behind_status_;
};

}  // namespace parley::domain
