#include "parley/attachments.h"

#include <fstream>

namespace parley::sdk {

Outcome<AttachmentSource> file_source(std::string id, const std::string& path) {
  auto file = std::make_shared<std::ifstream>(path, std::ios::binary | std::ios::ate);
  const auto size = *file ? static_cast<std::streamoff>(file->tellg()) : -1;
  if (size < 0) return Failure{"SEND_MESSAGE", "The file " + path + " can't be opened", false};
  file->seekg(0);
  AttachmentSource source{.id = std::move(id), .size = static_cast<std::uint64_t>(size), .read = {}};
  source.read = [file](std::span<std::uint8_t> into) {
    file->read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(file->gcount());
  };
  return source;
}

Outcome<AttachmentSink> file_sink(const std::string& path) {
  auto file = std::make_shared<std::ofstream>(path, std::ios::binary | std::ios::trunc);
  if (!*file) return Failure{"LOAD_ATTACHMENT", "The file " + path + " can't be opened", false};
  return AttachmentSink([file](std::span<const std::uint8_t> bytes) {
    file->write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    // So that who hears of the end finds everything in the file.
    return static_cast<bool>(file->flush());
  });
}

}  // namespace parley::sdk
