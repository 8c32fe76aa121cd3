#pragma once
#include <string>

namespace parley::storage {
class Reader;
class Transaction;
}  // namespace parley::storage

namespace parley::domain {

/// Hears of changes of users, within the transaction that makes them and after they were made.
class UserObserver {
 public:
  virtual ~UserObserver() = default;
  /// Nickname, icon or public key changed: what others see of him. Not told for a new user.
  virtual void user_changed(storage::Transaction&, const std::string& /*user*/) {}
  /// The nickname changed; told besides user_changed(), after it.
  virtual void user_renamed(storage::Transaction&, const std::string& /*user*/) {}
  /// He goes, together with all of his rows in the users domain, which are still there at this moment.
  virtual void user_removed(storage::Transaction&, const std::string& /*user*/) {}
  /// Whether something that stays names him: then nobody else may ever get his name.
  virtual bool remembers_user(storage::Reader&, const std::string& /*user*/) const { return false; }
};

}  // namespace parley::domain
