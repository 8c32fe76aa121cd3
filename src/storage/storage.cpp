#include "storage/storage.hpp"

#include <future>

namespace parley::storage {
namespace {

/// Owned by both sides: the waiter may leave while the storage thread is still inside set_value().
auto signal_of(const std::shared_ptr<std::promise<void>>& promise) {
  return [promise](std::exception_ptr failure) {
    if (failure) {
      promise->set_exception(failure);
    } else {
      promise->set_value();
    }
  };
}

}  // namespace

void Database::write_and_wait(const std::function<void(Transaction&)>& body) {
  const auto promise = std::make_shared<std::promise<void>>();
  write(body, signal_of(promise));
  promise->get_future().get();
}

void Database::read_and_wait(const std::function<void(Reader&)>& body) {
  const auto promise = std::make_shared<std::promise<void>>();
  read(body, signal_of(promise));
  promise->get_future().get();
}

}  // namespace parley::storage
