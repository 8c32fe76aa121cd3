#pragma once
// What usrsctp's users share; for this folder's sources.
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "media/sctp/sctp_library.hpp"

namespace parley::media {

class SctpSocket;

/// usrsctp's name for one association: the "address" it hands back with each packet. It must outlive the association,
/// because a closed socket may still send for a moment; then nobody is behind it any more.
struct SctpLink {
  SctpSocket* socket = nullptr;
};

struct SctpLibrary::State {
  State();
  ~State();

  std::mutex mutex;  ///< held around every call into usrsctp, and while anything below or in a SctpSocket is touched
  std::optional<Time> ticked;
  std::vector<std::uint8_t> buffer;  ///< for receiving

  SctpLink& take_link();
  void give_back(SctpLink& link);

 private:
  std::deque<std::unique_ptr<SctpLink>> links_;
  std::deque<SctpLink*> retired_;  ///< used again late, when usrsctp has forgotten them
};

}  // namespace parley::media
