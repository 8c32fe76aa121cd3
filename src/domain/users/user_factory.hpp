#pragma once
// Private to the users domain.
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/store.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Whether an account with these keys could be made. An id may not be another user's address nor the other way round:
/// a login name must name one user. Error: what is taken, in the protocol's words.
Result<void> check_keys_free(const UserStore& store, storage::Reader& reader, std::string_view id_key,
                             std::string_view email_key);

/// What a personal meeting starts with: a code of its own, and everybody waits for the owner's word.
protocol::PmiSettings new_pmi_settings();

/// Makes an account whose keys are free, with the defaults of a new user and a personal meeting id of his own.
User create_user(const UserStore& store, storage::Transaction& transaction, std::string_view id, std::string_view email,
                 std::string_view nickname, std::string_view password_hash, Millis now);

}  // namespace parley::domain
