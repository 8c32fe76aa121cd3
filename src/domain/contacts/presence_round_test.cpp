#include "domain/contacts/presence_round.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "events/local_bus.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PresenceRoundTest : public ::testing::Test {
 protected:
  PresenceRoundTest() {
    bus.subscribe([this](const events::Event& event) { published.push_back(event); });
    events::ConnectionId connection = 0;
    for (Person* person : {&ann, &ben, &cat, &dan}) {
      person->visible = protocol::PresenceStatus::ONLINE;
      person->visible_since = ++book.moment;
      book.connect(*person, ++connection);
    }
  }
  static std::string user_of(const std::string& frame) {
    const auto parsed = protocol::parse_server_frame(frame);
    return protocol::decode<protocol::UserPresenceStatusUpdated>(parsed->payload)->userId;
  }
  /// Who each connection hears of, in order.
  std::map<events::ConnectionId, std::vector<std::string>> heard() const {
    std::map<events::ConnectionId, std::vector<std::string>> all;
    for (const events::Event& event : published) {
      EXPECT_THAT(event.users, IsEmpty());
      for (const events::ConnectionId connection : event.connections) {
        all[connection].push_back(user_of(*event.frame));
        for (const auto& frame : event.more) all[connection].push_back(user_of(*frame));
      }
    }
    return all;
  }

  ContactBook book;
  events::LocalBus bus;
  std::vector<events::Event> published;
  Person& ann = book.person("ann");
  Person& ben = book.person("ben");
  Person& cat = book.person("cat");
  Person& dan = book.person("dan");
};

TEST_F(PresenceRoundTest, WhoHearsOfTheSamePeopleGetsTheSameFramesAtOnce) {
  PresenceRound round(bus);
  round.add(ann, {&ben, &cat, &dan});
  round.add(ben, {&cat, &dan});
  round.add(cat, {&ben, &dan, &ann});
  EXPECT_THAT(published, IsEmpty());
  round.send();
  EXPECT_EQ(round.frames(), 8u);
  const auto all = heard();
  EXPECT_THAT(all.at(1), ElementsAre("cat"));
  EXPECT_THAT(all.at(2), ElementsAre("ann", "cat"));
  EXPECT_THAT(all.at(3), ElementsAre("ann", "ben"));
  EXPECT_THAT(all.at(4), ElementsAre("ann", "ben", "cat"));
  EXPECT_THAT(published, SizeIs(4)) << "each connection once";
}

TEST_F(PresenceRoundTest, ConnectionsWithEqualShareOneEvent) {
  book.connect(dan, 5);
  PresenceRound round(bus);
  round.add(ann, {&cat, &dan});
  round.add(ben, {&dan, &cat});
  EXPECT_EQ(round.connections(), 3u);
  round.send();
  ASSERT_THAT(published, SizeIs(1));
  EXPECT_THAT(published[0].connections, ElementsAre(3, 4, 5));
  EXPECT_THAT(published[0].more, SizeIs(1));
}

TEST_F(PresenceRoundTest, NewerListsAndOpenOnesAreRespected) {
  book.connection(2)->listed = book.moment;
  book.connection(3)->listing = true;
  PresenceRound round(bus);
  round.add(ann, {&ben, &cat});
  round.add(ben, {&cat});
  round.send();
  EXPECT_THAT(published, IsEmpty());
  ASSERT_THAT(book.connection(3)->held, SizeIs(2));
  EXPECT_EQ(user_of(*book.connection(3)->held[1]), "ben");
  EXPECT_EQ(round.connections(), 0u);
  EXPECT_EQ(round.frames(), 2u);
}

TEST_F(PresenceRoundTest, TheNextRoundStartsAfresh) {
  for (int i = 0; i < 2; ++i) {
    PresenceRound round(bus);
    round.add(ann, {&ben});
    round.send();
  }
  EXPECT_THAT(heard().at(2), ElementsAre("ann", "ann"));
}

}  // namespace
}  // namespace parley::domain
