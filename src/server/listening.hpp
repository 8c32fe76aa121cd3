#pragma once
#include <memory>

#include "base/result.hpp"
#include "media/media.hpp"
#include "server/settings.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Where HTTP and WebSockets are listened for, and what the settings say about them.
transport::Config transport_config(const Settings& settings);

/// The media plane on its own ports. Error: a sentence that names what is in the way.
Result<std::unique_ptr<media::Sfu>> start_media(const Settings& settings, media::Listener& listener);

}  // namespace parley::server
