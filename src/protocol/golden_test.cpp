// Every sample of protocol/golden is read into its struct and written again: nothing may be lost or invented. The
// TypeScript tests read the same files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "protocol/frame.hpp"
#include "protocol/reencode.hpp"

namespace parley::protocol {
namespace {

struct Sample {
  std::string where;
  std::string text;
};

std::vector<Sample> samples() {
  std::vector<Sample> out;
  for (const auto& file : std::filesystem::directory_iterator(PARLEY_GOLDEN)) {
    if (file.path().extension() != ".jsonl") continue;
    std::ifstream stream(file.path());
    std::string line;
    for (int number = 1; std::getline(stream, line); ++number) {
      out.push_back({file.path().filename().string() + ":" + std::to_string(number), line});
    }
  }
  return out;
}

/// Text with sorted members and without those that are null: absent and null mean the same.
std::string canonical(const Json& json, const std::set<std::string>& without = {}) {
  if (json.is_object()) {
    std::vector<std::string> names = json.names();
    std::sort(names.begin(), names.end());
    std::string out = "{";
    for (const std::string& name : names) {
      if (json.get(name).is_null() || without.contains(name)) continue;
      out += name + ":" + canonical(json.get(name)) + ",";
    }
    return out + "}";
  }
  if (json.is_array()) {
    std::string out = "[";
    for (std::size_t i = 0; i < json.size(); ++i) out += canonical(json.at(i)) + ",";
    return out + "]";
  }
  return json.dump();
}

void expect_same(const Json& before, const Result<std::string>& written, const std::set<std::string>& without) {
  ASSERT_TRUE(written) << written.error().text;
  const auto after = Json::parse(*written);
  ASSERT_TRUE(after) << after.error().text;
  EXPECT_EQ(canonical(before, without), canonical(*after));
}

TEST(Golden, EverySampleSurvivesReadingAndWriting) {
  const auto all = samples();
  ASSERT_GT(all.size(), 300u);
  for (const Sample& sample : all) {
    SCOPED_TRACE(sample.where + " " + sample.text);
    const auto frame = parse_server_frame(sample.text);
    ASSERT_TRUE(frame) << frame.error().text;
    if (frame->message == "sfuCallback") {
      const EventInfo* event = find_event(frame->type);
      ASSERT_TRUE(event);
      const std::set<std::string> envelope{"type", "roomId", "internalMessageId"};
      if (frame->payload.size() > envelope.size() || canonical(frame->payload, envelope) != "{}") {
        expect_same(frame->payload, reencode_event(*event, frame->payload), envelope);
      }
    } else if (frame->message == "getUserData") {
      expect_same(frame->payload, reencode_type("InitialUserData", frame->payload), {});
    } else if (frame->message == "failed") {
      expect_same(frame->payload, reencode_type("OperationFailed", frame->payload), {});
    } else {
      const auto sent = parse_client_frame(sample.text);
      ASSERT_TRUE(sent) << sent.error().text;
      if (sent->message == "ping" || sent->message == "pong") continue;
      if (sent->message == "connection") {
        expect_same(sent->argument, reencode_type("ConnectionRequest", sent->argument), {});
        continue;
      }
      const CallInfo* call = find_call(sent->message);
      ASSERT_TRUE(call);
      expect_same(sent->argument, reencode_call(*call, sent->argument), {"internalMessageId"});
    }
  }
}

TEST(Golden, CoversEveryServedCallAndEveryDeclaredEvent) {
  std::set<std::string> seen;
  for (const Sample& sample : samples()) {
    const auto frame = parse_server_frame(sample.text);
    ASSERT_TRUE(frame);
    seen.insert(frame->message == "sfuCallback" ? frame->type : frame->message);
  }
  for (const CallInfo& call : all_calls()) {
    EXPECT_EQ(seen.contains(std::string(call.name)), call.served) << call.name;
  }
  const auto empty = Json::empty_object();
  for (const ClientDispatch& row : all_events()) {
    const auto tried = reencode_event(*find_event(row.type), empty);
    const bool declared = tried || tried.error().text != "its members are not declared";
    EXPECT_TRUE(!declared || seen.contains(std::string(row.type))) << row.type;
  }
}

}  // namespace
}  // namespace parley::protocol
