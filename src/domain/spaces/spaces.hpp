#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/place.hpp"
#include "domain/spaces/channel_changes.hpp"
#include "domain/spaces/space.hpp"
#include "domain/spaces/space_cache.hpp"
#include "domain/spaces/space_notices.hpp"
#include "domain/spaces/space_observer.hpp"
#include "domain/spaces/space_state.hpp"
#include "domain/users/user_observer.hpp"
#include "events/bus.hpp"
#include "protocol/spaces_calls.hpp"
#include "protocol/spaces_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class Contacts;
class Users;
struct PlaceSettings;

/// Schema of this folder.
storage::Migrations spaces_migrations();

/// A channel or a thread, and the place of the user who looks at it there.
struct SpaceSeat {
  SpacePlace place;
  std::string name;               ///< of the channel or thread
  std::string owner;              ///< of the space
  protocol::SharedTexts members;  ///< in order of joining the space
  /// Tells one list of members from another; grows with each change.
  std::int64_t members_version = 0;
  bool member = false;       ///< the user is one of them: only then he may read, write, and start meetings
  ReadPosition position;     ///< the user's
  MessageCounters messages;  ///< as the user sees them, his private ones included
  SpaceStatePointer space;

  /// As shown in the space; "" for somebody who isn't in it.
  std::string nickname(std::string_view user) const;
};

/// Spaces and all that is in them but messages, which are another folder's: this one only counts them.
/// Calls with a Transaction run on the storage writer thread, those with a Reader on any storage thread. Keeps nothing
/// between calls but a cache and the list of observers, which is complete before the first call.
/// Observe `users` with this object. Methods that take a `calls::` struct check who asks; Error: the sentence for
/// OPERATION_FAILED.
class Spaces final : public UserObserver {
 public:
  Spaces(const Users& users, Contacts& contacts, events::Outbox& outbox, const events::Connections& connections,
         const Clock& clock)
      : users_(users), notices_(outbox), announcer_(contacts, notices_), connections_(connections), clock_(clock) {}

  void observe(SpaceObserver& observer) { announcer_.observe(observer); }

  // For the folders to the right of this one (spaces_places.cpp)

  /// Nothing when there is no such place. An outsider gets a seat that isn't a member's.
  std::optional<SpaceSeat> seat(storage::Reader&, const SpacePlace&, const std::string& user) const;
  /// Whether a channel of any space has this id.
  bool is_channel(storage::Reader&, std::string_view id) const;
  /// All channels and threads the user is a member of, in no order.
  std::vector<SpacePlace> places_of(storage::Reader&, const std::string& user) const;
  /// Counts a published message. `sequence`: its place in the order of publication there.
  void count_message(storage::Transaction&, const SpacePlace&, std::string_view message, Millis date,
                     std::int64_t sequence);
  /// `to` and `from` alone see the number grow.
  void count_private_message(storage::Transaction&, const SpacePlace&, const std::string& from, const std::string& to,
                             std::string_view message, Millis date);
  void set_position(storage::Transaction&, const SpacePlace&, const std::string& user, const ReadPosition&);

  // Spaces (spaces.cpp)
  Result<protocol::UserSpacesEvent> list(storage::Reader&, const Caller&, const protocol::calls::GetUserSpaces&) const;
  Result<protocol::SpaceCreatedEvent> create(storage::Transaction&, const Caller&, const protocol::calls::CreateSpace&);
  Result<protocol::SpaceOverviewUpdated> rename(storage::Transaction&, const Caller&,
                                                const protocol::calls::UpdateSpaceOverview&);
  Result<protocol::SpaceDeletedEvent> remove(storage::Transaction&, const Caller&, const protocol::calls::DeleteSpace&);

  // Icons (spaces.cpp), which are uploaded and stored elsewhere
  Result<void> may_change_icon(storage::Reader&, const std::string& user, const std::string& space) const;
  /// The download URL, or none: SPACE_OVERVIEW_UPDATED to all connections of all members.
  void set_icon(storage::Transaction&, const std::string& space, const std::optional<std::string>& url);
  /// At start-up: URLs that begin with `old_base` begin with `new_base` from now on; nobody is told.
  void rebase_icons(storage::Transaction&, std::string_view old_base, std::string_view new_base);

  // Members (spaces_members.cpp)
  Result<protocol::NewSpaceEvent> join(storage::Transaction&, const Caller&,
                                       const protocol::calls::JoinSpaceByInviteCode&);
  Result<protocol::UserLeftSpace> leave(storage::Transaction&, const Caller&, const protocol::calls::LeaveSpace&);
  Result<protocol::UserSpaceNicknameUpdated> update_nickname(storage::Transaction&, const Caller&,
                                                             const protocol::calls::UpdateSpaceNickname&);

  // Invites (spaces_invites.cpp)
  Result<protocol::SpaceInviteCreated> create_invite(storage::Transaction&, const Caller&,
                                                     const protocol::calls::GenerateNewSpaceInvite&);
  Result<protocol::SpaceInviteRevoked> revoke_invite(storage::Transaction&, const Caller&,
                                                     const protocol::calls::RevokeSpaceInvite&);
  /// Forgets invites that are over. To be called now and then.
  void expire_invites(storage::Transaction&);

  // Categories (spaces_categories.cpp)
  Result<protocol::NewSpaceCategoryEvent> create_category(storage::Transaction&, const Caller&,
                                                          const protocol::calls::CreateSpaceCategory&);
  Result<protocol::SpaceCategoryUpdated> rename_category(storage::Transaction&, const Caller&,
                                                         const protocol::calls::UpdateSpaceCategory&);
  Result<protocol::SpaceCategoryDeleted> remove_category(storage::Transaction&, const Caller&,
                                                         const protocol::calls::DeleteSpaceCategory&);

  // Channels (spaces_channels.cpp)
  Result<protocol::NewSpaceChannelEvent> create_channel(storage::Transaction&, const Caller&,
                                                        const protocol::calls::CreateSpaceChannel&);
  Result<protocol::SpaceChannelUpdated> update_channel(storage::Transaction&, const Caller&,
                                                       const protocol::calls::UpdateSpaceChannel&);
  Result<protocol::SpaceChannelMoved> move_channel(storage::Transaction&, const Caller&,
                                                   const protocol::calls::MoveSpaceChannel&);
  Result<protocol::SpaceChannelDeleted> remove_channel(storage::Transaction&, const Caller&,
                                                       const protocol::calls::DeleteSpaceChannel&);

  // Threads (spaces_threads.cpp)
  Result<protocol::NewSpaceThreadEvent> create_thread(storage::Transaction&, const Caller&,
                                                      const protocol::calls::CreateSpaceThread&);
  Result<protocol::SpaceThreadUpdated> rename_thread(storage::Transaction&, const Caller&,
                                                     const protocol::calls::UpdateSpaceThread&);
  Result<protocol::AddedMembersToThread> add_thread_members(storage::Transaction&, const Caller&,
                                                            const protocol::calls::AddMembersToThread&);
  Result<protocol::RemovedMemberFromThread> remove_thread_member(storage::Transaction&, const Caller&,
                                                                 const protocol::calls::RemoveMemberFromThread&);
  Result<protocol::SpaceThreadDeleted> remove_thread(storage::Transaction&, const Caller&,
                                                     const protocol::calls::DeleteSpaceThread&);

  // Roles (spaces_roles.cpp)
  Result<protocol::RolePermissionSectionsEvent> permissions(storage::Reader&, const Caller&,
                                                            const protocol::calls::GetRolePermissions&) const;
  Result<protocol::NewSpaceRoleAdded> add_role(storage::Transaction&, const Caller&,
                                               const protocol::calls::AddSpaceRole&);
  Result<protocol::SpaceRoleUpdated> update_role(storage::Transaction&, const Caller&,
                                                 const protocol::calls::UpdateSpaceRole&);
  Result<protocol::SpaceRoleDeleted> remove_role(storage::Transaction&, const Caller&,
                                                 const protocol::calls::DeleteSpaceRole&);
  Result<protocol::AddedRoleToMember> give_role(storage::Transaction&, const Caller&,
                                                const protocol::calls::AddRoleToMember&);
  Result<protocol::RemovedRoleFromMember> take_role(storage::Transaction&, const Caller&,
                                                    const protocol::calls::RemoveRoleFromMember&);

  // What a member keeps for himself (spaces_preferences.cpp)
  Result<protocol::SpaceNotificationSettingsUpdated> set_notifications(
      storage::Transaction&, const Caller&, const protocol::calls::UpdateSpaceNotificationSettings&);
  Result<protocol::ChannelNotificationSettingsUpdated> set_channel_notifications(
      storage::Transaction&, const Caller&, const protocol::calls::UpdateChannelNotificationSettings&);
  Result<protocol::ThreadNotificationSettingsUpdated> set_thread_notifications(
      storage::Transaction&, const Caller&, const protocol::calls::UpdateThreadNotificationSettings&);
  Result<protocol::SpaceMuted> mute(storage::Transaction&, const Caller&, const protocol::calls::MuteSpace&);
  Result<protocol::ChannelMuted> mute_channel(storage::Transaction&, const Caller&,
                                              const protocol::calls::MuteChannel&);
  Result<protocol::ThreadMuted> mute_thread(storage::Transaction&, const Caller&, const protocol::calls::MuteThread&);
  Result<protocol::SpaceUnmuted> unmute(storage::Transaction&, const Caller&, const protocol::calls::UnmuteSpace&);
  Result<protocol::ChannelUnmuted> unmute_channel(storage::Transaction&, const Caller&,
                                                  const protocol::calls::UnmuteChannel&);
  Result<protocol::ThreadUnmuted> unmute_thread(storage::Transaction&, const Caller&,
                                                const protocol::calls::UnmuteThread&);

  // UserObserver (spaces_users.cpp)
  void user_renamed(storage::Transaction&, const std::string& user) override;
  /// He leaves all spaces. What he owns passes to whoever has been in it longest, and goes when nobody else is.
  void user_removed(storage::Transaction&, const std::string& user) override;
  /// What he made stays his, with the rights that come of it.
  bool remembers_user(storage::Reader&, const std::string& user) const override;

 private:
  using Next = std::shared_ptr<SpaceState>;

  // States (spaces.cpp)
  /// As of the reader's snapshot; null when there is no such space.
  SpaceStatePointer find(storage::Reader&, std::string_view space) const;
  /// The caller is a member.
  Result<SpaceStatePointer> joined(storage::Reader&, const std::string& user, std::string_view space) const;
  /// The caller is a member who holds the permission.
  Result<SpaceStatePointer> allowed(storage::Reader&, const std::string& user, std::string_view space,
                                    SpacePermission permission) const;
  /// A copy to change, one change further.
  static Next next_of(const SpaceState& space);
  /// Stores the space's own row and makes the state the one that is found from now on.
  void keep(storage::Transaction&, const Next& next);
  protocol::SfuSpace view(storage::Reader&, const SpaceState& space, const std::string& viewer) const;
  protocol::SpaceOverviewUpdated tell_overview(storage::Transaction&, const SpaceState& space,
                                               events::ConnectionId except);
  /// With all that is in it.
  void destroy(storage::Transaction&, const SpaceState& space, events::ConnectionId except);
  Result<void> check_room_for_space(storage::Reader&, const std::string& user) const;

  // Members (spaces_members.cpp)
  /// Takes a member out of everything, but doesn't tell it yet to anybody but observers. Who owns the space after it.
  void take_out(storage::Transaction&, const SpaceState& space, const std::string& user, const std::string& owner);

  // Channels (spaces_channels.cpp)
  /// Rights with what is in the space, each once.
  static void set_access(const SpaceState& space, SpaceChannel& channel, bool is_private,
                         const std::optional<std::vector<std::string>>& roles,
                         const std::optional<std::vector<std::string>>& members);
  /// To who was there before, each in what he sees.
  void tell_joined(storage::Transaction&, const SpaceState& space, const SpaceMember& member,
                   const ChannelChanges& changes);
  void tell_deleted(storage::Transaction&, const SpaceState& before, const SpaceChannel& channel);
  static void store_channels(storage::Transaction&, const SpaceState& before, const SpaceState& after);

  // Threads (spaces_threads.cpp)
  struct ThreadPlace {
    SpaceStatePointer space;
    const SpaceChannel* channel;
    const SpaceThread* thread;
  };
  /// A thread of a channel the caller is in.
  Result<ThreadPlace> thread_place(storage::Reader&, const std::string& user, const SpacePlace& place) const;
  /// The same with the right to manage the thread.
  Result<ThreadPlace> managed_thread(storage::Reader&, const std::string& user, const SpacePlace& place) const;
  /// The next state with another thread in its channel.
  static Next with_thread(const ThreadPlace& place, const SpaceThread& thread);
  void show_thread(storage::Transaction&, const SpaceState& space, const SpaceChannel& channel,
                   const SpaceThread& thread, const std::vector<std::string>& users);

  // Roles (spaces_roles.cpp)
  /// What became of channels by a change of roles: settles it, and tells it.
  void tell_roles(storage::Transaction&, const SpaceState& before, const Next& next, const ChannelChanges& changes,
                  const std::vector<std::string>& touched);

  // Preferences (spaces_preferences.cpp)
  /// Of a place the caller is in.
  Result<PlaceSettings> own_settings(storage::Reader&, const Caller&, const SpacePlace& place) const;

  const Users& users_;
  SpaceNotices notices_;
  ChannelAnnouncer announcer_;
  const events::Connections& connections_;
  const Clock& clock_;
  mutable SpaceCache cache_;
};

}  // namespace parley::domain
