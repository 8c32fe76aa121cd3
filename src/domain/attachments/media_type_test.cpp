#include "domain/attachments/media_type.hpp"

#include <gtest/gtest.h>

#include <string>

#include "domain/attachments/upload_frame.hpp"

namespace parley::domain {
namespace {

using namespace std::string_literals;
using protocol::MessageAttachmentMediaType;

TEST(MediaType, GoesByTheExtensionWhateverItsCase) {
  for (const char* name : {"a.jpg", "A.JPEG", "holiday.2024.PNG", "x.mp4", "song.Mp3", ".webp"}) {
    EXPECT_EQ(media_type_of_name(name), MessageAttachmentMediaType::media) << name;
  }
  for (const char* name :
       {"a.pdf", "jpg", "", ".", "a.jpg.exe", "a.", "a.jpgg", "picture.jpg ", "index.ts", "\xFF.\xFF"}) {
    EXPECT_EQ(media_type_of_name(name), MessageAttachmentMediaType::other) << name;
  }
}

TEST(MediaType, KnowsUsualFormatsByTheirFirstBytes) {
  for (const std::string& head : {"\xFF\xD8\xFF\xE0 JFIF"s, "\x89PNG\r\n\x1A\n"s, "GIF89a"s, "RIFF\1\2\3\4WEBPVP8 "s,
                                  "\0\0\0\x20"s + "ftypisom", "\x1A\x45\xDF\xA3"s, "OggS\0"s, "ID3\4"s, "II*\0"s}) {
    EXPECT_TRUE(is_media_content(head)) << head;
  }
  const std::string packet = "G\x40"s + std::string(186, '\xFF');
  EXPECT_TRUE(is_media_content((packet + packet + packet).substr(0, media_head_size))) << "a transport stream";
  EXPECT_FALSE(is_media_content(packet + packet));
  for (const std::string& head :
       {""s, "%PDF-1.7"s, "RIFF"s, "RIFF\1\2\3\4TEXT"s, "\x89PNG"s, "GIF"s, "ftypisom"s, "MZ"s, "<svg>"s}) {
    EXPECT_FALSE(is_media_content(head)) << head;
  }
}

TEST(UploadFrame, NeedsItsHeaderAndItsCommand) {
  EXPECT_FALSE(parse_upload_frame(""));
  EXPECT_FALSE(parse_upload_frame("\x0A\x67\x01"s));
  EXPECT_FALSE(parse_upload_frame("\x0B\x67\x01\x01 bytes"s));
  const std::string frame = "\x0A\xC8\xFF\x01 bytes"s;
  const auto piece = parse_upload_frame(frame);
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->message, 200);
  EXPECT_EQ(piece->attachment, 255);
  EXPECT_TRUE(piece->last);
  EXPECT_EQ(piece->bytes, " bytes");
  EXPECT_EQ(chunk_key(piece->message, piece->attachment), "200255");
  const std::string empty = "\x0A\x67\x01\x00"s;
  EXPECT_EQ(parse_upload_frame(empty)->bytes, "");
  EXPECT_FALSE(parse_upload_frame(empty)->last);
  EXPECT_EQ(download_frame("ab", true), "\x0B\x01"s + "ab");
  EXPECT_EQ(download_frame("", false), "\x0B\0"s);
}

}  // namespace
}  // namespace parley::domain
