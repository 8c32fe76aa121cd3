#pragma once
// The folder's statements. Private to it.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/place.hpp"
#include "domain/spaces/space.hpp"
#include "domain/spaces/space_state.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// What a member keeps about the space as a whole.
struct SpaceSettings {
  protocol::NotificationMode notifications = protocol::NotificationMode::ALL_MESSAGES;
  std::optional<Mute> mute;
};

/// What a member keeps about a channel or a thread.
struct PlaceSettings {
  protocol::NotificationMode notifications = protocol::NotificationMode::DEFAULT;
  std::optional<Mute> mute;
  ReadPosition position;
  MessageCounters private_messages;

  bool operator==(const PlaceSettings&) const = default;
};

/// The messages of a place and what one member keeps about it.
struct PlaceView {
  MessageCounters messages;  ///< without private ones
  PlaceSettings own;

  bool operator==(const PlaceView&) const = default;
};
using PlaceViews = std::map<std::string, PlaceView, std::less<>>;  ///< by channel or thread id

}  // namespace parley::domain

namespace parley::domain::space_store {

// States
std::optional<std::int64_t> stamp(storage::Reader& reader, std::string_view space);
/// Nicknames are those chosen for the space, or "".
std::shared_ptr<SpaceState> load(storage::Reader& reader, std::string_view space);
void add(storage::Transaction& transaction, const SpaceState& space);
/// Name, owner, icon, stamp, versions.
void update(storage::Transaction& transaction, const SpaceState& space);
void remove(storage::Transaction& transaction, std::string_view space);
/// Before anything is read: states keep their stamps.
void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base);

// Its parts
void put_role(storage::Transaction& transaction, const SpaceState& space, const SpaceRole& role);
void remove_role(storage::Transaction& transaction, std::string_view space, std::string_view role);
void put_category(storage::Transaction& transaction, const SpaceState& space, const SpaceCategory& category);
void remove_category(storage::Transaction& transaction, std::string_view category);
void add_member(storage::Transaction& transaction, const SpaceState& space, const SpaceMember& member);
void update_member(storage::Transaction& transaction, std::string_view space, const SpaceMember& member);
/// With all he keeps, but for what is counted of his private messages.
void remove_member(storage::Transaction& transaction, std::string_view space, std::string_view user);
void add_channel(storage::Transaction& transaction, const SpaceState& space, const SpaceChannel& channel);
void update_channel(storage::Transaction& transaction, const SpaceChannel& channel);
/// With its threads.
void remove_channel(storage::Transaction& transaction, std::string_view channel);
void add_thread(storage::Transaction& transaction, const SpaceState& space, const SpaceChannel& channel,
                const SpaceThread& thread);
void update_thread(storage::Transaction& transaction, const SpaceThread& thread);
void remove_thread(storage::Transaction& transaction, std::string_view thread);

// Invites
std::optional<SpaceInvite> invite(storage::Reader& reader, std::string_view code);
/// Those that are good, the oldest first.
std::vector<SpaceInvite> invites(storage::Reader& reader, std::string_view space, Millis now);
std::int64_t count_invites(storage::Reader& reader, std::string_view space, Millis now);
void add_invite(storage::Transaction& transaction, const SpaceInvite& invite);
void use_invite(storage::Transaction& transaction, std::string_view code);
void remove_invite(storage::Transaction& transaction, std::string_view code);
void expire_invites(storage::Transaction& transaction, Millis now);

bool channel_exists(storage::Reader& reader, std::string_view channel);
/// Whether a category, a channel or a thread is the user's work.
bool made_any(storage::Reader& reader, std::string_view user);

// What users keep
/// The spaces of a user, the oldest first.
std::vector<std::string> spaces_of(storage::Reader& reader, std::string_view user);
std::int64_t count_spaces_of(storage::Reader& reader, std::string_view user);
SpaceSettings settings(storage::Reader& reader, std::string_view space, std::string_view user);
void set_settings(storage::Transaction& transaction, std::string_view space, std::string_view user,
                  const SpaceSettings& settings);
/// Of all places of the space.
PlaceViews place_views(storage::Reader& reader, std::string_view space, std::string_view user);
/// Of a channel and its threads.
PlaceViews channel_views(storage::Reader& reader, std::string_view channel, std::string_view user);
/// Nothing when there is no such place.
std::optional<PlaceView> place_view(storage::Reader& reader, std::string_view place, std::string_view user);
void set_place_settings(storage::Transaction& transaction, const SpacePlace& place, std::string_view user,
                        const PlaceSettings& settings);
void set_position(storage::Transaction& transaction, const SpacePlace& place, std::string_view user,
                  const ReadPosition& position);
/// He has read what is in the channel and its threads now.
void read_all(storage::Transaction& transaction, std::string_view channel, std::string_view user);
/// The same for one thread.
void read_thread(storage::Transaction& transaction, std::string_view thread, std::string_view user);

// Messages
void count_message(storage::Transaction& transaction, std::string_view place, std::string_view message, Millis date,
                   std::int64_t sequence);
void count_private_message(storage::Transaction& transaction, const SpacePlace& place, std::string_view user,
                           std::string_view message, Millis date);

}  // namespace parley::domain::space_store
