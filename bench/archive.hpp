#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/organisation.hpp"

namespace parley::bench {

/// What an archive looks like. Deterministic: the same plan makes the same messages.
struct ArchivePlan {
  std::int64_t messages = 0;
  int chats = 100;   ///< the first has a tenth of all messages, the others share the rest evenly
  int members = 10;  ///< of each chat, the first users of the organisation
  int words = 12;    ///< of each message, from a vocabulary of 20 000: the n-th is chosen about 1/n times as often
};

/// Chats with messages, all delivered, as the server's own code writes them: through the socket ten million would take
/// hours.
struct Archive {
  std::vector<std::string> chats;  ///< their ids
};
/// `data`: the folder of a server that isn't running, with the organisation in it. The words are indexed too.
Archive write_archive(const std::filesystem::path& data, const Organisation& organisation, const ArchivePlan& plan);

/// The n-th word of the vocabulary, from 0 on; the smaller, the more messages have it.
std::string archive_word(std::uint64_t n);

}  // namespace parley::bench
