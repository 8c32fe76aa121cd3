#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {
namespace {

/// Without an id it would be the place of the channel itself.
template <class Call>
Result<SpacePlace> named_thread(const Call& call) {
  if (call.threadId.empty()) return restricted();
  return SpacePlace{call.spaceId, call.channelId, call.threadId};
}

}  // namespace

Result<protocol::SpaceNotificationSettingsUpdated> Spaces::set_notifications(
    storage::Transaction& transaction, const Caller& caller,
    const protocol::calls::UpdateSpaceNotificationSettings& call) {
  PARLEY_CHECK(joined(transaction, caller.user, call.spaceId));
  SpaceSettings settings = space_store::settings(transaction, call.spaceId, caller.user);
  protocol::SpaceNotificationSettingsUpdated answer{.spaceId = call.spaceId, .value = call.value};
  if (settings.notifications == call.value) return answer;
  settings.notifications = call.value;
  space_store::set_settings(transaction, call.spaceId, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::SPACE_NOTIFICATION_SETTINGS_UPDATED, answer);
  return answer;
}

Result<protocol::ChannelNotificationSettingsUpdated> Spaces::set_channel_notifications(
    storage::Transaction& transaction, const Caller& caller,
    const protocol::calls::UpdateChannelNotificationSettings& call) {
  const SpacePlace place{call.spaceId, call.channelId, {}};
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  protocol::ChannelNotificationSettingsUpdated answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .value = call.value};
  if (settings.notifications == call.value) return answer;
  settings.notifications = call.value;
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::CHANNEL_NOTIFICATION_SETTINGS_UPDATED, answer);
  return answer;
}

Result<protocol::ThreadNotificationSettingsUpdated> Spaces::set_thread_notifications(
    storage::Transaction& transaction, const Caller& caller,
    const protocol::calls::UpdateThreadNotificationSettings& call) {
  PARLEY_TRY(const SpacePlace place, named_thread(call));
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  protocol::ThreadNotificationSettingsUpdated answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId, .value = call.value};
  if (settings.notifications == call.value) return answer;
  settings.notifications = call.value;
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::THREAD_NOTIFICATION_SETTINGS_UPDATED, answer);
  return answer;
}

Result<protocol::SpaceMuted> Spaces::mute(storage::Transaction& transaction, const Caller& caller,
                                          const protocol::calls::MuteSpace& call) {
  PARLEY_CHECK(joined(transaction, caller.user, call.spaceId));
  SpaceSettings settings = space_store::settings(transaction, call.spaceId, caller.user);
  PARLEY_TRY(const Mute mute, Mute::from_now(call.muteTime, call.mutedIndefinitely, clock_.now()));
  protocol::SpaceMuted answer{.spaceId = call.spaceId, .muteSettings = mute.view()};
  if (settings.mute == mute) return answer;
  settings.mute = mute;
  space_store::set_settings(transaction, call.spaceId, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::SPACE_MUTED, answer);
  return answer;
}

Result<protocol::ChannelMuted> Spaces::mute_channel(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::MuteChannel& call) {
  const SpacePlace place{call.spaceId, call.channelId, {}};
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  PARLEY_TRY(const Mute mute, Mute::from_now(call.muteTime, call.mutedIndefinitely, clock_.now()));
  protocol::ChannelMuted answer{.spaceId = call.spaceId, .channelId = call.channelId, .muteSettings = mute.view()};
  if (settings.mute == mute) return answer;
  settings.mute = mute;
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::CHANNEL_MUTED, answer);
  return answer;
}

Result<protocol::ThreadMuted> Spaces::mute_thread(storage::Transaction& transaction, const Caller& caller,
                                                  const protocol::calls::MuteThread& call) {
  PARLEY_TRY(const SpacePlace place, named_thread(call));
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  PARLEY_TRY(const Mute mute, Mute::from_now(call.muteTime, call.mutedIndefinitely, clock_.now()));
  protocol::ThreadMuted answer{
      .spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId, .muteSettings = mute.view()};
  if (settings.mute == mute) return answer;
  settings.mute = mute;
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::THREAD_MUTED, answer);
  return answer;
}

Result<protocol::SpaceUnmuted> Spaces::unmute(storage::Transaction& transaction, const Caller& caller,
                                              const protocol::calls::UnmuteSpace& call) {
  PARLEY_CHECK(joined(transaction, caller.user, call.spaceId));
  SpaceSettings settings = space_store::settings(transaction, call.spaceId, caller.user);
  protocol::SpaceUnmuted answer{.spaceId = call.spaceId};
  if (!settings.mute) return answer;
  settings.mute.reset();
  space_store::set_settings(transaction, call.spaceId, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::SPACE_UNMUTED, answer);
  return answer;
}

Result<protocol::ChannelUnmuted> Spaces::unmute_channel(storage::Transaction& transaction, const Caller& caller,
                                                        const protocol::calls::UnmuteChannel& call) {
  const SpacePlace place{call.spaceId, call.channelId, {}};
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  protocol::ChannelUnmuted answer{.spaceId = call.spaceId, .channelId = call.channelId};
  if (!settings.mute) return answer;
  settings.mute.reset();
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::CHANNEL_UNMUTED, answer);
  return answer;
}

Result<protocol::ThreadUnmuted> Spaces::unmute_thread(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::UnmuteThread& call) {
  PARLEY_TRY(const SpacePlace place, named_thread(call));
  PARLEY_TRY(PlaceSettings settings, own_settings(transaction, caller, place));
  protocol::ThreadUnmuted answer{.spaceId = call.spaceId, .channelId = call.channelId, .threadId = call.threadId};
  if (!settings.mute) return answer;
  settings.mute.reset();
  space_store::set_place_settings(transaction, place, caller.user, settings);
  notices_.own(transaction, caller, protocol::event::THREAD_UNMUTED, answer);
  return answer;
}

Result<PlaceSettings> Spaces::own_settings(storage::Reader& reader, const Caller& caller,
                                           const SpacePlace& place) const {
  const std::optional<SpaceSeat> found = seat(reader, place, caller.user);
  if (!found || !found->member) return restricted();
  return space_store::place_view(reader, place.id(), caller.user).value_or(PlaceView{}).own;
}

}  // namespace parley::domain
