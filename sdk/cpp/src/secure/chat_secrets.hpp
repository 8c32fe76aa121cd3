#pragma once
#include "parley/secure_chats.h"
#include "secure/ec_key.hpp"

namespace parley::sdk::secure {

/// What members of a chat know.
struct ChatKeys::Secrets {
  std::string password;
  EcKey key;
  Bytes attachments_key;
};

}  // namespace parley::sdk::secure
