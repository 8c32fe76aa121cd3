#pragma once
#include "parley/secure_chats.h"
#include "secure/crypto.hpp"

namespace parley::sdk::secure {

/// seal_file() with a given salt, which must be used only once.
AttachmentSource seal_file(View attachments_key, AttachmentSource plain, Bytes salt);

}  // namespace parley::sdk::secure
