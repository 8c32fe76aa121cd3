#pragma once
// Whether a file is something to look at or listen to. What a sender says about it is not asked. Pure.
#include <cstddef>
#include <string_view>

#include "protocol/enums.hpp"

namespace parley::domain {

/// By the extension: pictures, videos and sounds are `media`; what may be something else isn't.
protocol::MessageAttachmentMediaType media_type_of_name(std::string_view name);

/// Bytes from a file's beginning that is_media_content() wants.
inline constexpr std::size_t media_head_size = 377;
/// By the first bytes: true for the usual formats of pictures, videos and sounds.
bool is_media_content(std::string_view head);

}  // namespace parley::domain
